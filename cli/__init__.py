"""The command line: parse, call Temporal's client, print. No rule of law lives here.

`app` has the list of commands; `acts`, `opening`, `reading`, `laws`, `dev` and
`demo` say what each of them takes, and import only when they run what does the
work, so that help and completion answer at once. `settings` and `options` are
what commands share, `connection` and `handles` how workflows are asked,
`failure` why a command did not do what it was asked, `output` text or JSON.
"""

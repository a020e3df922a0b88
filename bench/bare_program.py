"""What the start-up of `treaty --help` is measured against: a typer program of one command."""

import typer

app = typer.Typer()


@app.command()
def main(name: str) -> None:
    """Greet somebody."""
    print(f"Hello {name}")


if __name__ == "__main__":
    app()

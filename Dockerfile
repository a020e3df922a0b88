FROM python:3.13-slim AS packages
RUN python -m venv /opt/venv
COPY requirements.lock .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --quiet \
    --require-hashes -r requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# The number is fixed so that the owner of a mounted outbox can be set from outside.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin treaty \
    && install --directory --owner=treaty --group=treaty /var/lib/treaty/outbox
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY treaty treaty
COPY directories directories
COPY procedures procedures
COPY treaties treaties
COPY documents documents
COPY exports exports
COPY operations operations
COPY reports reports
COPY activities activities
COPY workflows workflows
COPY cli cli
COPY confidential confidential
COPY starter.py worker.py ./
# Whom it runs as cannot write here, and would compile all of it again at every start.
RUN python -m compileall -q .
USER 10001
CMD ["python", "worker.py"]

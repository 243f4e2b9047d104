FROM python:3.11-slim AS build
WORKDIR /app
COPY constraints.txt pyproject.toml ./
COPY deploy/requirements.py deploy/
# Every package by its hash. The semantic part of the search and the standby have a package only for
# some machines; the bot works without them.
RUN python -m venv /venv && grep '^pip==' constraints.txt > pip.txt \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r pip.txt \
    && python deploy/requirements.py proxy sentry > needed.txt \
    && python deploy/requirements.py semantic standby > optional.txt \
    && /venv/bin/pip install --no-cache-dir --require-hashes -c constraints.txt -r needed.txt \
    && (/venv/bin/pip install --no-cache-dir --require-hashes -c constraints.txt -r optional.txt || true) \
    && /venv/bin/pip uninstall --yes setuptools pip
COPY bot bot
COPY handlers handlers
COPY data data
COPY deploy/litestream.yml deploy/
# Files that were cloned under umask 077 would be root's alone.
RUN chmod -R a+rX bot handlers data pyproject.toml deploy/litestream.yml

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home bot \
    && install --directory --mode 700 --owner bot /app/state
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app/bot bot
COPY --from=build /app/handlers handlers
COPY --from=build /app/data data
COPY --from=build /app/pyproject.toml pyproject.toml
COPY --from=build /app/deploy/litestream.yml deploy/litestream.yml
# Everything that changes lives in /app/state; the rest of the file system may be read-only.
# Two pools of memory for all threads, not one for each: what one frees the others can use.
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 \
    BOT_DATABASE=/app/state/bot.db BOT_LOG_FORMAT=json
USER bot
VOLUME /app/state
STOPSIGNAL SIGTERM
# Asks where the settings of the container say; a bot without a server is not asked.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import os, urllib.request as u; \
    host, port = os.getenv('BOT_SERVER_HOST') or '127.0.0.1', os.getenv('BOT_SERVER_PORT') or '8081'; \
    port == '0' or u.urlopen(f'http://{host}:{port}/readyz', timeout=4)"]
# Docker starts again whatever ends; a refused token would end for ever. So the process says it and stays.
CMD ["python", "-m", "bot", "run", "--stay"]

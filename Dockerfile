# The office in a container: the exact versions of requirements/, an account that may do nothing else, no secrets.
# It serves (the default), works (rencai worker) and prepares (rencai migrate); compose.yaml puts the three together.
FROM python:3.11-slim AS wheels
WORKDIR /source
COPY requirements/ requirements/
RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements/runtime.txt -r requirements/postgres.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src/ src/
RUN pip wheel --no-cache-dir --no-index --find-links /wheels --no-deps --wheel-dir /wheels .

FROM python:3.11-slim
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "rencai[postgres]" \
    && useradd --system --uid 10001 --home-dir /var/lib/rencai --create-home --shell /usr/sbin/nologin rencai
ENV PYTHONUNBUFFERED=1 RENCAI_HOME=/var/lib/rencai
USER rencai
WORKDIR /var/lib/rencai
VOLUME /var/lib/rencai
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8000/health/', timeout=4)"]
CMD ["rencai", "serve", "--host", "0.0.0.0", "--port", "8000"]

#!/bin/sh
# Writes requirements/*.txt: the exact versions that pyproject.toml allows today. Usage: sh tools/lock.sh PYTHON
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" -m venv "$work/venv"
pip="$work/venv/bin/python -m pip --disable-pip-version-check"

frozen() {  # frozen "what for" FILE [LINES TO LEAVE OUT]
    {
        echo "# $1"
        echo "# Made by \`make lock\` from pyproject.toml; do not edit by hand."
        $pip freeze --exclude rencai | grep -v -x -F -f "${3:-/dev/null}"
    } > "$2"
}

$pip install --quiet --upgrade hatchling editables .
frozen "Exact versions of all that Rencai needs to run and to be installed." requirements/runtime.txt
$pip install --quiet --upgrade --upgrade-strategy only-if-needed ".[postgres]"
frozen "Exact versions of what PostgreSQL needs besides runtime.txt." requirements/postgres.txt requirements/runtime.txt
cat requirements/runtime.txt requirements/postgres.txt > "$work/held"
$pip install --quiet --upgrade --upgrade-strategy only-if-needed ".[matching]"
frozen "Exact versions of what the matching of talents and posts needs besides runtime.txt and postgres.txt." requirements/matching.txt "$work/held"
$pip install --quiet --upgrade --upgrade-strategy only-if-needed ".[dev]"
frozen "Exact versions of all that Rencai needs to be tested and checked." requirements/dev.txt
$pip install --quiet --upgrade-strategy only-if-needed ".[spark]"
frozen "Exact versions of what the Spark engine needs besides dev.txt." requirements/spark.txt requirements/dev.txt

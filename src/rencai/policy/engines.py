"""Where the SQL runs: DuckDB inside this process, PostgreSQL, or Spark. The same SQL, equal results."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import duckdb
import pyarrow as pa

from rencai.policy.dialects import DUCKDB, POSTGRES, SPARK, Dialect, text_literal
from rencai.policy.people_table import PeopleTable, first_line
from rencai.policy.table_columns import table_error

MEMORY_LIMIT = "700MB"
POSTGRES_URL = "postgresql://127.0.0.1:5432/postgres"


class Engine(Protocol):
    """Runs SQL over one table of people, whose name in a FROM clause is `source`."""

    dialect: Dialect
    source: str

    def query(self, sql: str) -> pa.Table: ...

    def close(self) -> None: ...


@contextmanager
def duckdb_connection(memory: str = MEMORY_LIMIT, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with bounded memory that spills into a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="rencai-") as folder:
        connection = duckdb.connect(
            config={
                "memory_limit": memory,
                "temp_directory": folder,
                "max_temp_directory_size": "20GB",
                "autoinstall_known_extensions": "false",
            }
        )
        try:
            if threads:
                connection.execute(f"SET threads = {int(threads)}")
            connection.execute("SET enable_progress_bar = false")
            # Pushed below our long projections, a filter computes them twice and an aggregate never ends planning;
            # long IN lists become joins, which takes longer to plan than to run.
            connection.execute("SET disabled_optimizers = 'filter_pushdown,partial_aggregate_pushdown,in_clause'")
            yield connection
        finally:
            connection.close()


class DuckDBEngine:
    """Streams straight from the source: nothing is copied."""

    dialect = DUCKDB

    def __init__(self, people: PeopleTable) -> None:
        self.people = people
        self.source = f"({people.select()}) AS people"

    def query(self, sql: str) -> pa.Table:
        try:
            return self.people.connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise table_error("the table cannot be simulated: {why}", why=first_line(error)) from None

    def close(self) -> None:
        """The connection belongs to whoever opened it."""


class PostgresEngine:
    """Brings the people into a temporary table of a PostgreSQL server, and computes there."""

    dialect = POSTGRES
    source = "rencai_people AS people"

    def __init__(self, people: PeopleTable, url: str | None = None) -> None:
        try:
            import adbc_driver_postgresql.dbapi as postgres
        except ImportError:
            raise table_error("engine postgres needs the driver: pip install 'rencai[postgres]'") from None
        try:
            self.connection = postgres.connect(url or POSTGRES_URL)
        except Exception as error:
            raise table_error("PostgreSQL cannot be reached: {why}", why=first_line(error)) from None
        reader = people.connection.sql(f"SELECT * FROM ({people.select()})").to_arrow_reader(100_000)
        try:
            with self.connection.cursor() as cursor:
                cursor.adbc_ingest("rencai_people", reader, mode="create", temporary=True)
        except Exception as error:
            self.close()
            raise table_error("PostgreSQL cannot take these people: {why}", why=first_line(error)) from None

    def query(self, sql: str) -> pa.Table:
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetch_arrow_table()
        except Exception as error:
            raise table_error("PostgreSQL cannot simulate this: {why}", why=first_line(error)) from None

    def close(self) -> None:
        with suppress(Exception):
            self.connection.rollback()
        self.connection.close()


class SparkEngine:
    """Hands the people to Spark as Parquet; `url` is its master (default: this machine)."""

    dialect = SPARK

    def __init__(self, people: PeopleTable, url: str | None = None) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise table_error("engine spark needs Spark: pip install 'rencai[spark]', and Java 17") from None
        self.folder = tempfile.TemporaryDirectory(prefix="rencai-spark-")
        path = Path(self.folder.name) / "people.parquet"
        written = text_literal(str(path), DUCKDB)
        people.connection.execute(f"COPY ({people.select()}) TO {written} (FORMAT parquet)").fetchall()
        try:
            self.session: Any = (
                SparkSession.builder.master(url or "local[*]")
                .appName("rencai")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.sql.warehouse.dir", self.folder.name)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate()
            )
        except Exception as error:
            self.folder.cleanup()
            raise table_error("Spark cannot be started (it needs Java 17): {why}", why=first_line(error)) from None
        # A text such as '${env:HOME}' in a pack is a text, and reads nothing from this machine.
        self.session.conf.set("spark.sql.variable.substitute", "false")
        self.view = f"rencai_people_{uuid4().hex}"
        self.source = f"{self.view} AS people"
        self.session.read.parquet(str(path)).createOrReplaceTempView(self.view)

    def query(self, sql: str) -> pa.Table:
        try:
            return self.session.sql(sql).toArrow()
        except Exception as error:
            raise table_error("Spark cannot simulate this: {why}", why=first_line(error)) from None

    def close(self) -> None:
        """The session stays for the next simulation; Spark is slow to start."""
        self.session.catalog.dropTempView(self.view)
        self.folder.cleanup()


def open_engine(name: str, people: PeopleTable, url: str | None) -> Engine:
    """The engine of that name over these people; raises TableError where it is absent."""
    if name == "duckdb":
        return DuckDBEngine(people)
    if name == "postgres":
        return PostgresEngine(people, url)
    if name == "spark":
        return SparkEngine(people, url)
    raise table_error("the engine is duckdb, postgres or spark, not {name!r}", name=name)

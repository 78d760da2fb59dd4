using Microsoft.Data.Sqlite;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Sqlite;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>A connection that keeps its statements answers as one that does not.</summary>
public sealed class KeptStatementsTests : IDisposable
{
    private readonly SqliteConnection _connection;

    public KeptStatementsTests()
    {
        SqliteLibrary.EnsureLoaded();
        _connection = new KeptConnection("Data Source=:memory:");
        _connection.Open();
        Run("create table numbers (id integer primary key, name text)");
    }

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void A_text_is_read_once_and_runs_with_the_values_of_each_time()
    {
        for (var number = 1; number <= 3; number++)
            Run("insert into numbers (id, name) values (@id, @name)", ("@id", number), ("@name", $"n{number}"));
        Run("insert into numbers (id, name) values (@id, @name)", ("@id", 4), ("@name", DBNull.Value));

        Scalar("select name from numbers where id = @id", ("@id", 3)).ShouldBe("n3");
        Scalar("select name from numbers where id = @id", ("@id", "1")).ShouldBe("n1");
        Scalar("select name from numbers where id = @id", ("@id", 4)).ShouldBe(DBNull.Value);
        Scalar("select name from numbers where id = @id", ("@id", 5)).ShouldBeNull();
    }

    [Fact]
    public void A_statement_that_was_kept_is_the_one_that_runs_again()
    {
        var statements = new KeptStatements();
        using (var first = Command(statements, "select count(*) from numbers"))
            first.ExecuteScalar().ShouldBe(0L);
        var kept = statements.Take("select count(*) from numbers").ShouldNotBeNull();
        statements.Take("select count(*) from numbers").ShouldBeNull("one is all that was needed");
        statements.Keep(kept);

        using (var second = Command(statements, "select count(*) from numbers"))
            second.ExecuteScalar().ShouldBe(0L);

        statements.Take("select count(*) from numbers").ShouldBeSameAs(kept);
    }

    [Fact]
    public void The_same_text_may_be_read_twice_at_once()
    {
        for (var number = 1; number <= 3; number++)
            Run("insert into numbers (id) values (@id)", ("@id", number));
        using var outer = _connection.CreateCommand();
        outer.CommandText = "select id from numbers order by id";
        using var rows = outer.ExecuteReader();
        rows.Read().ShouldBeTrue();

        Scalar("select id from numbers order by id").ShouldBe(1L);

        rows.Read().ShouldBeTrue();
        rows.GetInt64(0).ShouldBe(2);
    }

    [Fact]
    public void What_failed_is_not_begun_with_again()
    {
        Run("savepoint command");
        Run("insert into numbers (id) values (@id)", ("@id", 1));
        for (var attempt = 0; attempt < 2; attempt++)
            Should.Throw<SqliteException>(() => Run("insert into numbers (id) values (@id)", ("@id", 1)));
        Run("rollback to command");
        Run("release command");

        Run("insert into numbers (id) values (@id)", ("@id", 1));
        Scalar("select count(*) from numbers").ShouldBe(1L);
    }

    [Fact]
    public void A_table_that_has_changed_is_seen_as_it_is_now()
    {
        Run("insert into numbers (id, name) values (1, 'one')");
        Scalar("select * from numbers where name = 'one'").ShouldBe(1L);
        Run("drop table numbers");
        Run("create table numbers (name text, id integer)");
        Run("insert into numbers (id, name) values (1, 'one')");

        Scalar("select * from numbers where name = 'one'").ShouldBe("one");
    }

    [Fact]
    public void Only_questions_changes_and_transactions_are_kept()
    {
        var statements = new KeptStatements();
        string[] texts =
        [
            "pragma cache_size = 10",
            "create table more (id integer)",
            "drop table more",
            "\n  SELECT 1",
            "with one as (select 1) select * from one",
            "BEGIN;",
            "COMMIT;",
        ];
        foreach (var text in texts)
        {
            using var command = Command(statements, text);
            command.ExecuteNonQuery();
        }

        texts.Where(text => statements.Take(text) is not null).ShouldBe(texts[3..]);
    }

    [Fact]
    public void There_is_an_end_to_what_is_kept()
    {
        var statements = new KeptStatements();
        for (var number = 0; number < 1_000; number++)
        {
            using var command = Command(statements, $"select {number}");
            command.ExecuteScalar().ShouldBe((long)number);
        }

        statements.Count.ShouldBeInRange(1, 400);
    }

    private KeptCommand Command(KeptStatements statements, string text) =>
        new(_connection, statements) { Connection = _connection, CommandText = text };

    private void Run(string text, params (string Name, object Value)[] values) => With(text, values).ExecuteNonQuery();

    private object? Scalar(string text, params (string Name, object Value)[] values) =>
        With(text, values).ExecuteScalar();

    private Once With(string text, (string Name, object Value)[] values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return new Once(command);
    }

    /// <summary>Disposed as soon as it has run, as all of ours are.</summary>
    private sealed record Once(SqliteCommand Command)
    {
        public void ExecuteNonQuery()
        {
            using (Command)
                Command.ExecuteNonQuery();
        }

        public object? ExecuteScalar()
        {
            using (Command)
                return Command.ExecuteScalar();
        }
    }
}

using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Engine.Storage;

/// <summary>
/// How a <see cref="Work"/> begins and ends, the same on both databases. Locks are taken in one order: the own subject, rows, woken
/// subjects, and last the head of the workspace, whose lock makes facts dense and in commit order.
/// </summary>
internal sealed class WorkCommit(Dialect dialect, IEnumerable<WakeRule> rules)
{
    private readonly ILookup<string, WakeRule> _rules = rules.ToLookup(rule => rule.FactType, StringComparer.Ordinal);

    /// <summary>Takes the worker's own subject to the end of the transaction.</summary>
    /// <exception cref="OwnershipLostException">Another run has it.</exception>
    public static async Task FenceAsync(DbConnection connection, Owned owned, CancellationToken cancellationToken)
    {
        var held = await connection
            .Sql(
                "update subjects set epoch = epoch where kind = @kind and id = @id and workspace = @workspace and owner = @owner and epoch = @epoch",
                ("kind", owned.Kind),
                ("id", owned.Id),
                ("workspace", owned.Workspace),
                ("owner", owned.Server),
                ("epoch", owned.Epoch)
            )
            .RunAsync(cancellationToken);
        if (held == 0)
            throw new OwnershipLostException(owned);
    }

    /// <summary>Saves rows, wakes subjects, numbers facts. What follows is the commit.</summary>
    public async Task<Committed> FinishAsync(Work work, CancellationToken cancellationToken)
    {
        await SaveRowsAsync(work.Db, cancellationToken);
        foreach (var fact in work.Facts)
        {
            foreach (var rule in _rules[fact.Type])
            {
                foreach (var wake in rule.Wakes(fact))
                    work.Wake(wake);
            }
        }
        var connection = work.Db.Database.GetDbConnection();
        var wakes = work
            .Wakes.OrderBy(wake => wake.Kind, StringComparer.Ordinal)
            .ThenBy(wake => wake.Id, StringComparer.Ordinal);
        foreach (var wake in wakes)
            await WakeAsync(connection, work, wake, cancellationToken);
        if (work.Facts.Count > 0)
            await AppendAsync(connection, work, cancellationToken);
        return new Committed(work.Workspace, work.Facts.Count > 0, work.Wakes.Count > 0);
    }

    private static async Task SaveRowsAsync(PolpoDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException stale)
        {
            throw new RefusedException(
                Refusal.Conflict,
                "Somebody else changed this at the same time. Read it again and repeat your change.",
                stale
            );
        }
        catch (DbUpdateException twice) when (UniqueViolation.Is(twice))
        {
            throw new RefusedException(
                Refusal.Conflict,
                "The same thing was made by somebody else at the same time. Look at it, then decide.",
                twice
            );
        }
    }

    private async Task WakeAsync(DbConnection connection, Work work, Wake wake, CancellationToken cancellationToken)
    {
        var command = connection.Sql(
            dialect.Write(
                $"""
                insert into subjects (kind, id, workspace, person, priority, due_at, wanted, handled, began, epoch, failures, disk)
                values (@kind, @id, @workspace, @person, @priority, {(
                    wake.DueAt is null ? "{now}" : "@due"
                )}, 1, 0, 0, 0, 0, cast(@disk as text))
                on conflict (kind, id) do update set
                    wanted = subjects.wanted + 1,
                    due_at = case when subjects.due_at < excluded.due_at then subjects.due_at else excluded.due_at end,
                    priority = excluded.priority,
                    person = case when excluded.person = '' then subjects.person else excluded.person end
                where subjects.workspace = excluded.workspace
                """
            ),
            ("kind", wake.Kind),
            ("id", wake.Id),
            ("workspace", work.Workspace),
            ("person", wake.Person),
            ("priority", wake.Priority),
            ("disk", work.Disk)
        );
        if (wake.DueAt is { } due)
            command.Bind("due", StoredForms.ToMicros(due));
        if (await command.RunAsync(cancellationToken) == 0)
            throw new InvalidOperationException(
                $"{wake.Kind} {wake.Id} belongs to another workspace than {work.Workspace} and was not woken."
            );
    }

    private static async Task AppendAsync(DbConnection connection, Work work, CancellationToken cancellationToken)
    {
        foreach (var fact in work.Facts)
            RequireSmall(fact);
        var last = await connection
            .Sql(
                "insert into heads (workspace, seq) values (@workspace, @count) on conflict (workspace) do update set seq = heads.seq + excluded.seq returning seq",
                ("workspace", work.Workspace),
                ("count", (long)work.Facts.Count)
            )
            .ScalarAsync<long>(cancellationToken);
        var seq = last - work.Facts.Count;
        foreach (var some in work.Facts.Chunk(50))
        {
            var insert = connection.Sql("", ("workspace", work.Workspace), ("at", StoredForms.ToMicros(work.Now)));
            var text = new StringBuilder("insert into facts (workspace, seq, at, subject, actor, type, body) values ");
            for (var i = 0; i < some.Length; i++)
            {
                text.Append(i == 0 ? "" : ", ")
                    .Append(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"(@workspace, @seq{i}, @at, @subject{i}, @actor{i}, @type{i}, @body{i})"
                    );
                insert.Bind($"seq{i}", ++seq);
                insert.Bind($"subject{i}", some[i].Subject);
                insert.Bind($"actor{i}", some[i].Actor);
                insert.Bind($"type{i}", some[i].Type);
                insert.Bind($"body{i}", some[i].Body);
            }
            insert.CommandText = text.ToString();
            await insert.RunAsync(cancellationToken);
        }
    }

    private static void RequireSmall(PendingFact fact)
    {
        var size = Encoding.UTF8.GetByteCount(fact.Body);
        if (size > PendingFact.MaxBytes)
            throw new InvalidOperationException(
                $"A {fact.Type} fact has {size} bytes; {PendingFact.MaxBytes} are allowed. Write the large part as a blob and name it by its hash."
            );
    }
}

/// <summary>What a transaction left for others to look at.</summary>
internal readonly record struct Committed(string Workspace, bool Facts, bool Wakes);

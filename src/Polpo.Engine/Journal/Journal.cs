using System.Data.Common;
using System.Runtime.CompilerServices;
using Polpo.Engine.Journal.Following;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Journal;

/// <summary>Reads facts. Followers are told of each commit; they re-read each second besides, in case telling failed.</summary>
internal sealed class Journal : IJournal
{
    private const int Batch = 500;
    private static readonly TimeSpan SafetyReread = TimeSpan.FromSeconds(1);

    private readonly ISql _sql;
    private readonly Signals _signals;
    private readonly TimeProvider _time;
    private readonly Tails _tails;

    public Journal(ISql sql, Signals signals, TimeProvider time)
    {
        (_sql, _signals, _time) = (sql, signals, time);
        _tails = new Tails(ReadOnAsync);
    }

    /// <summary>How many workspaces are followed.</summary>
    internal int Followed => _tails.Count;

    public Task<IReadOnlyList<Fact>> ReadAsync(
        string workspace,
        long after,
        int take,
        string? subject,
        CancellationToken cancellationToken
    ) =>
        _sql.ReadAsync(
            connection => ReadAsync(connection, workspace, after, take, subject, cancellationToken),
            cancellationToken
        );

    public Task<long> HeadAsync(string workspace, CancellationToken cancellationToken) =>
        _sql.ReadAsync(
            connection =>
                connection
                    .Sql("select seq from heads where workspace = @workspace", ("workspace", workspace))
                    .ScalarAsync<long>(cancellationToken),
            cancellationToken
        );

    public async IAsyncEnumerable<Fact> FollowAsync(
        string workspace,
        long after,
        string? subject,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var tail = _tails.Enter(workspace);
        try
        {
            var announced = _signals.Facts(workspace);
            var told = true;
            while (true)
            {
                var next = announced.Next;
                var step = await StepAsync(tail, workspace, after, subject, cancellationToken);
                if (!told && step.Facts.Count > 0)
                    await _signals.CountFoundByPollAsync(next, cancellationToken);
                foreach (var fact in step.Facts)
                    yield return fact;
                after = step.To;
                told = step.IsMore || await ToldAsync(next, cancellationToken);
            }
        }
        finally
        {
            _tails.Leave(workspace);
        }
    }

    /// <summary>What comes next to a follower: of what all share when it is that far, else read for it alone.</summary>
    private async Task<Step> StepAsync(
        Tail tail,
        string workspace,
        long after,
        string? subject,
        CancellationToken cancellationToken
    )
    {
        var isNew = tail.Span is not { } span || after >= span.To;
        if (isNew)
            await tail.RefreshAsync().WaitAsync(cancellationToken);
        if (tail.Above(after) is { } shared)
            return new Step(
                subject is null ? shared : [.. shared.Where(fact => fact.Subject == subject)],
                shared.Count > 0 ? shared[^1].Seq : after,
                IsMore: !isNew || shared.Count >= Batch
            );
        // Whatever stands below the tail was committed before this read begins.
        var below = tail.Span!.Value.From - 1; // it has been read at least once
        var own = await ReadAsync(workspace, after, Batch, subject, cancellationToken);
        return new Step(own, own.Count < Batch ? Math.Max(below, Last(own, after)) : own[^1].Seq, IsMore: true);
    }

    private static long Last(IReadOnlyList<Fact> facts, long otherwise) => facts.Count > 0 ? facts[^1].Seq : otherwise;

    private async Task<TailRead> ReadOnAsync(string workspace, long? to)
    {
        if (to is null)
            return new TailRead([], await HeadAsync(workspace, CancellationToken.None));
        var facts = await ReadAsync(workspace, to.Value, Batch, null, CancellationToken.None);
        return new TailRead(facts, Last(facts, to.Value));
    }

    private async Task<bool> ToldAsync(Task next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(SafetyReread, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<Fact>> ReadAsync(
        DbConnection connection,
        string workspace,
        long after,
        int take,
        string? subject,
        CancellationToken cancellationToken
    )
    {
        var query = connection.Sql(
            $"""
            select seq, at, subject, actor, type, body from facts
            where workspace = @workspace and seq > @after {(subject is null ? "" : "and subject = @subject")}
            order by seq limit @take
            """,
            ("workspace", workspace),
            ("after", after),
            ("take", take)
        );
        if (subject is not null)
            query.Bind("subject", subject);
        return await query.RowsAsync(
            row => new Fact(
                workspace,
                row.GetInt64(0),
                StoredForms.FromMicros(row.GetInt64(1)),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5)
            ),
            cancellationToken
        );
    }

    /// <param name="To">The follower has everything up to there.</param>
    /// <param name="IsMore">Look again at once; otherwise there was nothing more when this was read.</param>
    private sealed record Step(IReadOnlyList<Fact> Facts, long To, bool IsMore);
}

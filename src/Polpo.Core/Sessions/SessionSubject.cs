using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Polpo.Core.Git;
using Polpo.Core.Sessions.Moving;
using Polpo.Core.Vault;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions;

/// <summary>Runs a session's requested turn to its end, and clears up after a session that has ended.</summary>
internal sealed partial class SessionSubject(
    IDatabase database,
    IJournal journal,
    IBlobs blobs,
    ITurnRunner runner,
    RunningTurns running,
    SessionHosts hosts,
    SessionArrival arrival,
    ILogger<SessionSubject> logger
) : ISubjectHandler
{
    public string Kind => SessionStore.Kind;

    public int MaxConcurrency => 256;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<Session>.Parse(subject.Id);
        var canceled = running.Enter(id, cancellationToken);
        try
        {
            return await RunAsync(subject, id, canceled.Token, cancellationToken);
        }
        finally
        {
            running.Leave(id);
        }
    }

    private async Task<Next> RunAsync(
        Owned subject,
        Id<Session> id,
        CancellationToken canceled,
        CancellationToken cancellationToken
    )
    {
        var (session, turn) = await database.ReadAsync(
            async db =>
                (
                    await db.Set<Session>().SingleAsync(row => row.Id == id, cancellationToken),
                    await db.Set<Turn>()
                        .SingleOrDefaultAsync(
                            row => row.Session == id && row.Status == TurnStatus.Requested,
                            cancellationToken
                        )
                ),
            cancellationToken
        );
        if (session.Status is SessionStatus.Ended or SessionStatus.Canceled)
            await ClearAsync(subject, session, cancellationToken);
        else if (turn is not null)
            await RunTurnAsync(subject, session, turn.Id, canceled, cancellationToken);
        return Next.WhenWoken;
    }

    private async Task RunTurnAsync(
        Owned subject,
        Session session,
        Id<Turn> turn,
        CancellationToken canceled,
        CancellationToken stopping
    )
    {
        try
        {
            await TakeTurnAsync(subject, session, turn, canceled, stopping);
        }
        catch (Exception wrong)
            when (!stopping.IsCancellationRequested
                && wrong is not (OwnershipLostException or DbException or DbUpdateException)
            )
        {
            if (wrong is not (OperationCanceledException or RefusedException))
                LogBroken(logger, wrong, turn.Text);
            await StopAsync(subject, session.Id, turn, wrong, stopping);
        }
    }

    private async Task TakeTurnAsync(
        Owned subject,
        Session session,
        Id<Turn> turn,
        CancellationToken canceled,
        CancellationToken stopping
    )
    {
        await arrival.ArriveAsync(subject, session, turn, canceled);
        var secrets = await hosts.SecretsOfAsync(session, canceled);
        var recorder = new TurnRecorder(database, blobs, subject, session.Id, turn, new Redaction(secrets.Lent));
        using var files = hosts.FilesOf(session, secrets, recorder);
        using var egress = hosts.EgressOf(session, recorder);
        var conversation = await Conversation.LoadAsync(journal, blobs, session, canceled);
        var prompt = await blobs.ReadTextAsync(session.PromptBlob, canceled);
        var checkpoints = hosts.CheckpointsOf(session, files, recorder);
        var ready = hosts.ReadyAsync(canceled);
        var end = await runner.RunAsync(
            new TurnContext(session, prompt, conversation, recorder, files, egress, checkpoints),
            canceled
        );
        await ready;
        await checkpoints.SettleAsync();
        await egress.SettleAsync(canceled);
        await EndAsync(
            subject,
            session,
            turn,
            end,
            conversation.ToolResults,
            await hosts.CheckpointAsync(session, turn, files, conversation, canceled),
            stopping
        );
    }

    private Task ClearAsync(Owned subject, Session session, CancellationToken cancellationToken) =>
        hosts.ClearAsync(
            session,
            async read =>
            {
                if (read.Totals.Count == 0)
                    return;
                var secrets = await hosts.NamesOfAsync(session, read, cancellationToken);
                await database.WriteAsync(
                    subject,
                    async work =>
                    {
                        var row = await work
                            .Db.Set<Session>()
                            .SingleAsync(row => row.Id == session.Id, cancellationToken);
                        row.EgressOffset = read.Offset;
                        work.AppendEgress(row, null, new Dictionary<string, string>(), read.Totals, secrets);
                    },
                    cancellationToken
                );
            },
            cancellationToken
        );

    /// <summary>A canceled session is cleared up after; anything else that broke the turn fails it, in words, so that its driver goes on.</summary>
    private async Task StopAsync(
        Owned subject,
        Id<Session> id,
        Id<Turn> turn,
        Exception wrong,
        CancellationToken cancellationToken
    )
    {
        var session = await database.ReadAsync(
            db => db.Set<Session>().SingleAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        if (session.Status == SessionStatus.Canceled)
        {
            await ClearAsync(subject, session, cancellationToken);
            return;
        }
        var reason = Steps.Reason(wrong, turn);
        await EndAsync(subject, session, turn, new TurnEnd(TurnMove.Fail, Reason: reason), 0, null, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Turn {Turn} broke")]
    private static partial void LogBroken(ILogger logger, Exception wrong, string turn);

    private async Task EndAsync(
        Owned subject,
        Session seen,
        Id<Turn> id,
        TurnEnd end,
        int toolCalls,
        CommitId? checkpoint,
        CancellationToken cancellationToken
    )
    {
        var brokenOff =
            end.Move == TurnMove.Finish
                ? []
                : await BrokenOffCalls.ReadAsync(journal, seen, id, end.Reason ?? "", cancellationToken);
        await database.WriteAsync(
            subject,
            async work =>
            {
                var turn = await work.Db.Set<Turn>().SingleAsync(row => row.Id == id, cancellationToken);
                var session = await work.Db.Set<Session>().SingleAsync(row => row.Id == seen.Id, cancellationToken);
                if (session.Status == SessionStatus.Canceled)
                    return;
                foreach (var call in brokenOff)
                    work.Append(session.Id, session.Agent, call);
                if (checkpoint is { } commit && commit.Hash != session.Head)
                {
                    session.Head = commit.Hash;
                    work.Append(session.Id, session.Agent, new CheckpointMade(id, commit.Hash));
                }
                turn.ToolCalls = toolCalls;
                turn.End(end, work.Now);
                session.Move(SessionMove.Yield, work.Now);
                work.Append(
                    session.Id,
                    session.Agent,
                    new TurnEnded(
                        id,
                        turn.Status,
                        turn.Reason,
                        end.Text is null ? null : FactText.Start(end.Text, 6000)
                    )
                );
                work.Wake(session.Driver);
            },
            cancellationToken
        );
    }
}

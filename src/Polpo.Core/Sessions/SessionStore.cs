using Microsoft.EntityFrameworkCore;
using Polpo.Core.Environments;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions;

/// <summary>What drivers do to sessions inside their own transaction.</summary>
public static class SessionStore
{
    /// <summary>The kind under which sessions are woken.</summary>
    public const string Kind = "session";

    public static Session OpenSession(this Work work, Id<Session> id, SessionSpec spec)
    {
        var session = new Session
        {
            Id = id,
            Workspace = spec.Workspace,
            Title = spec.Title,
            Agent = spec.Agent,
            Model = spec.Model.ToString(),
            Reasoning = spec.Reasoning,
            MaxTurns = spec.MaxTurns,
            Tools = spec.Tools,
            AllowedPaths = spec.AllowedPaths,
            Network = spec.Network,
            PromptBlob = spec.PromptBlob,
            Requester = spec.Requester,
            RequesterName = spec.RequesterName,
            DriverKind = spec.Driver.Kind,
            DriverId = spec.Driver.Id,
            WorktreeId = spec.WorktreeId ?? id,
            ReadOnly = spec.ReadOnly,
            Setup = EnvironmentSpec.Write(spec.Environment),
            Limits = spec.Limits,
            Base = spec.Base,
            Head = spec.Head,
            CreatedAt = work.Now,
            UpdatedAt = work.Now,
        };
        work.Db.Add(session);
        work.Append(
            id,
            spec.RequesterName,
            new SessionCreated(spec.Agent, session.Model, spec.Driver.Id, spec.Title, spec.Base, spec.Network.Sentence)
        );
        return session;
    }

    /// <summary>Asks for the session's next turn and wakes it. Asking again with the same key answers the turn that is there.</summary>
    /// <param name="promptBlob">The prompt's hash, written before, when it is longer than <see cref="PromptLimit"/>.</param>
    public static async Task<Turn> RequestTurnAsync(
        this Work work,
        Session session,
        Prompt prompt,
        string? promptBlob,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var turns = await work.Db.Set<Turn>().Where(turn => turn.Session == session.Id).ToListAsync(cancellationToken);
        if (turns.Find(turn => turn.Key == prompt.Key) is { } existing)
            return existing;
        session.Move(SessionMove.Request, work.Now);
        var turn = new Turn
        {
            Id = Id<Turn>.New(time),
            Session = session.Id,
            Number = turns.Count + 1,
            Key = prompt.Key,
            RequestedAt = work.Now,
        };
        work.Db.Add(turn);
        work.Append(
            session.Id,
            session.RequesterName,
            new TurnRequested(turn.Id, turn.Number, prompt.Phase, promptBlob is null ? prompt.Text : null, promptBlob)
        );
        work.Wake(new Wake(Kind, session.Id, Person: session.Requester));
        return turn;
    }

    /// <summary>Prompts longer than this many characters stand in a blob.</summary>
    public const int PromptLimit = 4000;

    /// <summary>No further turn: the session's sandbox and worktree are given back.</summary>
    public static void EndSession(this Work work, Session session)
    {
        if (session.Status.After(SessionMove.End) is null)
            return;
        session.Move(SessionMove.End, work.Now);
        work.Append(session.Id, "system", new SessionEnded());
        work.Wake(new Wake(Kind, session.Id));
    }

    /// <summary>Stops the session, its running turn included. Nothing when it has ended.</summary>
    public static async Task CancelSessionAsync(
        this Work work,
        Session session,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        if (session.Status.After(SessionMove.Cancel) is null)
            return;
        session.Move(SessionMove.Cancel, work.Now);
        var open = await work
            .Db.Set<Turn>()
            .Where(turn => turn.Session == session.Id && turn.Status == TurnStatus.Requested)
            .ToListAsync(cancellationToken);
        foreach (var turn in open)
        {
            turn.End(new TurnEnd(TurnMove.Cancel, Reason: reason), work.Now);
            work.Append(session.Id, actor, new TurnEnded(turn.Id, turn.Status, reason, null));
        }
        work.Append(session.Id, actor, new SessionCanceled(reason));
        work.Wake(new Wake(Kind, session.Id));
        work.Wake(session.Driver);
    }
}

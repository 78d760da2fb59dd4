using Polpo.Client;
using Polpo.Core.Halts;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;

namespace Polpo.Server.Halts;

/// <summary>Says of what is shown why it does not go on, where that is somebody's stop.</summary>
internal static class HaltReasons
{
    public static SessionView With(this SessionView view, Session session, IReadOnlyList<Halt> standing) =>
        session.Status == SessionStatus.Running
        && Stop(standing, halt => halt.Covers(session.Workspace, session.Requester)) is { } stop
            ? view with
            {
                Waits = stop.Sentence,
            }
            : view;

    public static TaskView With(this TaskView view, AgentTask task, IReadOnlyList<Halt> standing) =>
        !task.Status.IsTerminal() && Stop(standing, halt => halt.Covers(task.Workspace, task.Requester)) is { } stop
            ? view with
            {
                Reason = stop.Sentence,
            }
            : view;

    private static Halt? Stop(IEnumerable<Halt> standing, Func<Halt, bool> covers) =>
        standing.FirstOrDefault(halt => halt.Kind == HaltKind.Stop && covers(halt));
}

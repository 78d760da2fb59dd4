using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Tasks;

/// <summary>Tells of work that was left by an earlier command or server, and that this one leaves alone.</summary>
internal static class LeftAlone
{
    /// <summary>Nothing where a server runs: it is at it.</summary>
    public static async Task NoteAsync(Invocation command, Connection connection, CancellationToken cancellationToken)
    {
        if (!connection.IsHosted)
            return;
        var status = await connection.Client.Server.StatusAsync(cancellationToken);
        var left = new[] { (status.RunningSessions, "interrupted session"), (status.WaitingTasks, "waiting task") }
            .Where(one => one.Item1 > 0)
            .Select(one => Plain.Count(one.Item1, one.Item2))
            .ToList();
        if (left.Count > 0)
            command.Note(
                $"Left alone: {string.Join(" and ", left)} from before. See: polpo status   Go on with all: polpo serve"
            );
    }
}

using Polpo.Client;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Sessions;

internal static class SessionViews
{
    public static SessionView View(this Session session) =>
        new()
        {
            Id = session.Id,
            Workspace = session.Workspace,
            Agent = session.Agent,
            Model = session.Model,
            Title = session.Title,
            Status = session.Status.ToString().ToLowerInvariant(),
            TaskId = Id<AgentTask>.TryParse(session.DriverId, out var task) ? task.Text : null,
            Base = session.Base,
            Head = session.Head,
            Sandbox = session.Sandbox,
            Network =
                session.Sandbox == SandboxOptions.None
                    ? "Whatever this machine reaches: there is no sandbox."
                    : session.Network.Sentence,
            Turns = session.Replies,
            InputTokens = session.InputTokens,
            OutputTokens = session.OutputTokens,
            CostUsd = session.Cost.Dollars,
            CreatedAt = session.CreatedAt,
            UpdatedAt = session.UpdatedAt,
        };
}

using Polpo.Benchmarks.Measuring;
using Polpo.Client;
using Polpo.Testing.ScriptedModel;

namespace Polpo.Benchmarks.Scenarios.Agents;

/// <summary>One task of an agent against a model that answers by a script.</summary>
internal sealed record AgentScript(string Name, string About, Bar Bar, Func<Conversation, ScriptedReply> Reply)
{
    public int Runs { get; init; } = 20;

    public string Agent { get; init; } = "worker";

    /// <summary>How the task must end.</summary>
    public string End { get; init; } = "done";

    public Func<CreateTask, CreateTask> Order { get; init; } = order => order;

    /// <summary>Throws when the ended task is not as it must be.</summary>
    public Action<TaskView> Check { get; init; } = _ => { };
}

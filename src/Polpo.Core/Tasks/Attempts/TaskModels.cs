using Polpo.Core.Agents;
using Polpo.Core.Models;

namespace Polpo.Core.Tasks.Attempts;

/// <summary>Which model an attempt and its judges get.</summary>
internal sealed class TaskModels(IModels models, TaskOptions options)
{
    /// <summary>escalateModel, else the request's, else the agent's, else the workspace's, else the installation's.</summary>
    public async Task<ModelRef> ForAsync(
        AgentTask task,
        AgentConfig agent,
        Roster roster,
        string repository,
        CancellationToken cancellationToken
    )
    {
        var named = task.EscalatedModel ?? task.Spec.Model ?? agent.Model ?? roster.Settings.Model;
        // Resolved either way: a model that cannot do this work is refused before any attempt begins.
        return models.Resolve(
            repository,
            named ?? (await models.DefaultAsync(repository, cancellationToken)).ToString()
        );
    }

    /// <summary>The judges' own model when one is configured, else that of the installation, else that of the attempt.</summary>
    public ModelRef ForJudges(string repository, string attempt) =>
        models.Resolve(repository, options.JudgeModel ?? attempt);
}

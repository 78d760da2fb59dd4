using Polpo.Core.Models.Catalogue;
using Polpo.Core.Models.Providers;

namespace Polpo.Core.Models.Clients;

/// <summary>How much a model may give out by the requests that we make, before a limit is set.</summary>
internal static class OutputBound
{
    public static int Default(Endpoint? endpoint, ModelWindow window) =>
        endpoint?.Provider.Api == ModelApi.Anthropic
            ? AnthropicRequest.DefaultOutput
            : (int)Math.Min(window.Output, int.MaxValue);

    /// <summary>Anthropic's models think beyond the limit that we give; those of others within it.</summary>
    public static OutputExtra Extra(Endpoint? endpoint, ModelRef model, Reasoning reasoning) =>
        endpoint?.Provider.Api != ModelApi.Anthropic ? OutputExtra.None
        : ClaudeGeneration.ThinksByItself(model.Model) ? new OutputExtra(AnthropicRequest.OwnThinking, 0)
        : AnthropicRequest.Share(reasoning) is > 0 and var share
            ? new OutputExtra(AnthropicRequest.LeastBudget, (decimal)share)
        : OutputExtra.None;
}

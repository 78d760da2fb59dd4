using System.Text.Json;
using Polpo.Core.Gateway;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools;

/// <summary>A tool whose arguments are held against its schema before it runs, and whose refusals go back to the model as results.</summary>
internal abstract class CheckedTool(string name, string description, string parameters) : ITool
{
    public ToolSchema Schema { get; } = new(name, description, JsonElement.Parse(parameters));

    public abstract bool Repeatable { get; }

    public abstract bool Writes { get; }

    public async Task<ToolResult> RunAsync(
        ToolContext context,
        JsonElement arguments,
        CancellationToken cancellationToken
    )
    {
        if (ToolArguments.Problem(Schema, arguments) is { } problem)
            return ToolResult.Error(problem);
        try
        {
            return await CallAsync(context, new ToolArguments(arguments), cancellationToken);
        }
        catch (RefusedException refused)
        {
            return ToolResult.Error(refused.Message);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            // The disk is full, read-only or failing: the agent is told, and may go on without this file.
            return ToolResult.Error($"{Schema.Name} failed: {broken.Message}");
        }
    }

    protected abstract Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    );
}

using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Assessment;

/// <summary>Chooses what a review looks at when the task does not say.</summary>
internal sealed class Dimensions(IGateway gateway)
{
    private static readonly ToolSchema Propose = new(
        "propose_dimensions",
        "Name three or four dimensions by which this task's result is to be judged.",
        JsonDocument
            .Parse(
                """
                {"type":"object","required":["dimensions"],"properties":{"dimensions":{"type":"array","minItems":3,"maxItems":4,"items":{
                  "type":"object","required":["name","weight","question"],"properties":{
                    "name":{"type":"string"},"weight":{"type":"number"},"question":{"type":"string"}}}}}}
                """
            )
            .RootElement.Clone()
    );

    /// <summary>The review's own, else two to six that a model proposes for the task, else the defaults.</summary>
    public async Task<IReadOnlyList<Dimension>> ForAsync(
        AssessmentRequest request,
        ReviewExpectation review,
        CancellationToken cancellationToken
    )
    {
        if (review.Dimensions.Count > 0)
            return review.Dimensions;
        var prompt =
            $"{ReviewPrompts.Untrusted($"{request.Title}\n\n{request.Description}")}\n\nWhat to look at: {review.Criteria}";
        try
        {
            var call = new Call(request.Workspace, request.Driver.Id, request.JudgeModel, [new(ChatRole.User, prompt)])
            {
                Tools = [Propose],
                RequiredTool = Propose.Name,
                Charge = request.Charge,
            };
            var proposed = Read(await gateway.AskAsync(call, null, cancellationToken));
            return proposed.Count is >= 2 and <= 6 ? proposed : Dimension.Defaults;
        }
        catch (RefusedException)
        {
            return Dimension.Defaults;
        }
    }

    private static List<Dimension> Read(Reply reply)
    {
        var call = reply
            .Message.Contents.OfType<FunctionCallContent>()
            .FirstOrDefault(call => call.Name == Propose.Name && call.Exception is null);
        var arguments = call is null
            ? default
            : JsonSerializer.SerializeToElement(call.Arguments, AIJsonUtilities.DefaultOptions);
        if (
            arguments.ValueKind != JsonValueKind.Object
            || !arguments.TryGetProperty("dimensions", out var list)
            || list.ValueKind != JsonValueKind.Array
        )
            return [];
        return
        [
            .. list.EnumerateArray()
                .Where(entry =>
                    entry.ValueKind == JsonValueKind.Object
                    && entry.TryGetProperty("name", out var name)
                    && name.ValueKind == JsonValueKind.String
                )
                .Select(entry => new Dimension(
                    entry.GetProperty("name").GetString()!,
                    entry.TryGetProperty("weight", out var weight) && weight.TryGetDouble(out var value) && value > 0
                        ? value
                        : 1,
                    entry.TryGetProperty("question", out var question) ? question.ToString() : ""
                ))
                .DistinctBy(dimension => dimension.Name),
        ];
    }
}

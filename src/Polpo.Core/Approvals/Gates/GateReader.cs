using System.Runtime.CompilerServices;
using System.Text.Json;
using Polpo.Core.Agents;
using Polpo.Core.Agents.Files;
using Polpo.Core.Approvals.Expressions;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Approvals.Gates;

/// <summary>Reads <c>settings.approvalGates</c>; what is wrong is refused with file, line, path and what to write.</summary>
internal static class GateReader
{
    private const int MostGates = 100;

    private static readonly ConditionalWeakTable<RosterSettings, IReadOnlyList<ApprovalGate>> Known = [];

    /// <summary>In the order in which they are asked. A file is read once as long as it stays the same.</summary>
    public static IReadOnlyList<ApprovalGate> Read(RosterSettings settings) => Known.GetValue(settings, Parse);

    private static IReadOnlyList<ApprovalGate> Parse(RosterSettings settings)
    {
        if (settings.Fields is not { } fields)
            return [];
        var gates = fields.Items("approvalGates", (item, path) => ReadGate(fields.At(item, path), path)) ?? [];
        if (gates.Count > MostGates)
            throw fields.Wrong(
                fields.Source["approvalGates"]!,
                fields.Path("approvalGates"),
                $"at most {MostGates} gates"
            );
        if (gates.GroupBy(gate => gate.Id).FirstOrDefault(same => same.Count() > 1) is { } twins)
            throw fields.Refuse(
                fields.Source["approvalGates"]!,
                $"{fields.Path("approvalGates")}: there are two gates \"{twins.Key}\". Give one another id."
            );
        return [.. gates.OrderBy(gate => gate.Priority)];
    }

    private static ApprovalGate ReadGate(JsonFields gate, string path)
    {
        var name = gate.String("name") ?? gate.Required("id");
        var handler = gate.Choice<GateHandler>("handler") ?? GateHandler.Human;
        var read = new ApprovalGate
        {
            Id = gate.String("id") ?? name,
            Name = name,
            Handler = handler,
            Hook = Hook(gate),
            Condition = Condition(gate),
            NotifyChannels = gate.Strings("notifyChannels") ?? [],
            Timeout = gate.Whole("timeoutMs", least: 0) is > 0 and var limit ? TimeSpan.FromMilliseconds(limit) : null,
            TimeoutAction = gate.Choice<TimeoutAction>("timeoutAction") ?? TimeoutAction.Reject,
            Priority = (int?)gate.Whole("priority", least: 0) ?? ApprovalGate.UsualPriority,
            MaxRevisions = (int?)gate.Whole("maxRevisions", least: 0) ?? ApprovalGate.UsualRevisions,
            IncludeOutcomes = gate.Bool("includeOutcomes") ?? false,
        };
        if (read.TimeoutAction == TimeoutAction.Escalate)
            throw gate.Wrong(gate.Source["timeoutAction"]!, $"{path}.timeoutAction", "approve or reject");
        return read is { Handler: GateHandler.Auto, Condition: null }
            ? throw gate.Wrong(
                gate.Source,
                path,
                "a gate with a condition, for its handler is auto: without one it would block everything"
            )
            : read;
    }

    private static HookPoint Hook(JsonFields gate)
    {
        var word = gate.Required("hook");
        return HookPoints.Parse(word)
            ?? throw gate.Wrong(
                gate.Source["hook"]!, // Required found it
                gate.Path("hook"),
                $"one of {string.Join(", ", HookPoints.All)}"
            );
    }

    /// <summary>Both <c>"condition": "…"</c> and <c>"condition": {"expression": "…"}</c>.</summary>
    private static Expression? Condition(JsonFields gate)
    {
        if (gate.Source["condition"] is not { Kind: not JsonTokenType.Null } part)
            return null;
        var (fields, name) =
            part.Kind == JsonTokenType.String ? (gate, "condition") : (gate.Object("condition")!, "expression");
        try
        {
            return Expression.Parse(fields.Required(name));
        }
        catch (RefusedException refused) when (fields.Source[name] is { } text && !refused.Message.StartsWith('`'))
        {
            throw fields.Wrong(text, fields.Path(name), $"a condition ({refused.Message})");
        }
    }
}

using System.Globalization;
using Polpo.Core.Agents;
using Polpo.Core.Agents.Files;

namespace Polpo.Core.Approvals.Deadlines;

public enum ViolationAction
{
    Notify,
    Fail,
}

/// <summary><c>settings.sla</c>. Deadlines are due times, so that <c>checkIntervalMs</c> is read and not needed.</summary>
public sealed record SlaSettings
{
    /// <summary>The part of the time after which a warning is due.</summary>
    public double WarningThreshold { get; init; } = 0.8;

    public ViolationAction ViolationAction { get; init; }

    public IReadOnlyList<string> WarningChannels { get; init; } = [];

    public IReadOnlyList<string> ViolationChannels { get; init; } = [];

    /// <exception cref="Engine.Kernel.RefusedException">It says something wrong; the message names file, line and field.</exception>
    public static SlaSettings Read(RosterSettings settings)
    {
        if (settings.Fields?.Object("sla") is not { } sla)
            return new SlaSettings();
        sla.Whole("checkIntervalMs", least: 0);
        return new SlaSettings
        {
            WarningThreshold = Threshold(sla) ?? 0.8,
            ViolationAction = sla.Choice<ViolationAction>("violationAction") ?? ViolationAction.Notify,
            WarningChannels = sla.Strings("warningChannels") ?? [],
            ViolationChannels = sla.Strings("violationChannels") ?? [],
        };
    }

    private static double? Threshold(JsonFields sla) =>
        sla.Source["warningThreshold"] is not { } part ? null
        : double.TryParse(part.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
        && threshold is >= 0 and <= 1
            ? threshold
        : throw sla.Wrong(part, sla.Path("warningThreshold"), "a number between 0 and 1, such as 0.8");
}

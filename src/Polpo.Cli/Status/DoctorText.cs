using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Status;

/// <summary>The report as a person reads it: the verdict, then what is wrong and what mends it, then what is well.</summary>
internal static class DoctorText
{
    private const int Indent = 12;

    public static void Write(DoctorReport report, TextWriter output)
    {
        var missing = report.Checks.Where(check => !check.Ok).ToList();
        var weaker = report.Checks.Where(check => check.Ok && check.Cost.Length > 0).ToList();
        output.WriteLine(Verdict(report.Sandbox, missing.Count, weaker.Count));
        foreach (var check in missing)
            Trouble("✗", check, output);
        foreach (var check in weaker)
            Trouble("!", check, output);
        output.WriteLine();
        foreach (var check in report.Checks.Except(missing).Except(weaker))
            Line("✓ " + check.Name, check.Detail, output);
    }

    private static string Verdict(string sandbox, int missing, int weaker)
    {
        var commands = sandbox switch
        {
            "unavailable" => "Agents cannot run commands here: no sandbox can be opened.",
            "none" => "Agents' commands run WITHOUT a sandbox, as you, because that was asked for.",
            _ => $"Agents' commands run in a sandbox: {sandbox}.",
        };
        var rest = (missing, weaker) switch
        {
            (0, 0) => "Nothing is missing.",
            (0, _) => $"Nothing is missing; {Count(weaker)} could be better.",
            _ => $"{Count(missing)} {(missing == 1 ? "is" : "are")} missing.",
        };
        return $"{commands} {rest}";
    }

    private static string Count(int things) => things == 1 ? "1 thing" : $"{things} things";

    private static void Trouble(string mark, DoctorCheck check, TextWriter output)
    {
        output.WriteLine();
        Line($"{mark} {check.Name}", check.Detail, output);
        if (check.Cost.Length > 0)
            Line("  costs", check.Cost, output);
        if (check.Remedy.Length > 0)
            Line("  mend", check.Remedy, output);
    }

    private static void Line(string name, string text, TextWriter output) =>
        output.WriteLine(
            Plain.Text(
                $"{name.PadRight(Indent)} {text.Replace("\n", "\n" + new string(' ', Indent + 1), StringComparison.Ordinal)}"
            )
        );
}

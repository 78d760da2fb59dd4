using System.Globalization;
using Polpo.Core.Sandboxes;
using Polpo.Core.Vault.Lending;

namespace Polpo.Core.Tools.Shell;

/// <summary>Runs a shell command in the session's sandbox.</summary>
internal sealed class BashTool()
    : CheckedTool(
        "bash",
        "Run a shell command in the working directory, inside of the sandbox. Answers the last 30,000 characters of its output and its exit code; longer output is in a file that the answer names.",
        """
        {"type":"object","properties":{
          "command":{"type":"string","minLength":1},
          "timeout":{"type":"integer","minimum":1,"maximum":3600000,"description":"Milliseconds; 120000 when absent"}},
         "required":["command"]}
        """
    )
{
    private const int LongestOutput = 30_000;

    /// <summary>Of longer output the rest is in a file and on the page, up to this many bytes from its end.</summary>
    private const int LongestKept = 4 << 20;

    public override bool Repeatable => false;

    public override bool Writes => true;

    protected override async Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        if (context.Secrets.In(arguments.Text("command")) is [var secret, ..])
            return ToolResult.Error(
                $"In commands a secret is not written as {LentSecrets.Placeholder(secret.Entry, secret.Field)} but as the variable ${secret.Name}. Nothing was run."
            );
        var timeLimit = TimeSpan.FromMilliseconds(arguments.Number("timeout", 120_000));
        var sandbox = await context.Sandbox(cancellationToken);
        var result = await sandbox.ExecAsync(
            context.CallId,
            arguments.Text("command"),
            timeLimit,
            LongestKept,
            context.OnOutput,
            cancellationToken
        );
        var failed = result.ExitCode != 0;
        var whole = result.Output + Ending(result, timeLimit);
        if (result.Output.Length <= LongestOutput)
            return new ToolResult(whole, failed);
        var shown = whole[Cut(result.Output)..];
        var file = await OutputFile.WriteAsync(context, result.Output, cancellationToken);
        var notice = Notice(result, file);
        return new ToolResult(notice + shown, failed) { Whole = new WholeText(whole, notice) };
    }

    private static string Notice(ExecResult result, string? file)
    {
        var kept = result.OutputBytes > LongestKept ? $"its last {LongestKept >> 20} MB are" : "all of it is";
        var where = file is null
            ? ""
            : $"; {kept} in \"{file}\": read it with offset and limit, or search it with grep";
        return $"[{result.OutputBytes:N0} bytes of output; only its end is shown{where}]\n";
    }

    private static string Ending(ExecResult result, TimeSpan timeLimit)
    {
        var ending = result.Output.Length > 0 && !result.Output.EndsWith('\n') ? "\n" : "";
        if (result.LimitsHit.Length > 0)
            ending += $"[{result.LimitsHit}]\n";
        return result.TimedOut
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{ending}[stopped after {timeLimit.TotalSeconds:0.###} s, its time limit; everything that it started was ended. exit code {result.ExitCode}]"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{ending}[exit code {result.ExitCode}]");
    }

    /// <summary>Never between the halves of a surrogate pair.</summary>
    private static int Cut(string output)
    {
        var at = output.Length - LongestOutput;
        return char.IsLowSurrogate(output[at]) ? at + 1 : at;
    }
}

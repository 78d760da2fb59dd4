using System.Globalization;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Tools.Shell;

/// <summary>Runs a shell command in the session's sandbox.</summary>
internal sealed class BashTool()
    : CheckedTool(
        "bash",
        "Run a shell command in the working directory, inside of the sandbox. Answers the last 30,000 characters of its output and its exit code.",
        """
        {"type":"object","properties":{
          "command":{"type":"string","minLength":1},
          "timeout":{"type":"integer","minimum":1,"maximum":3600000,"description":"Milliseconds; 120000 when absent"}},
         "required":["command"]}
        """
    )
{
    private const int LongestOutput = 30_000;

    public override bool Repeatable => false;

    public override bool Writes => true;

    protected override async Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var timeLimit = TimeSpan.FromMilliseconds(arguments.Number("timeout", 120_000));
        var sandbox = await context.Sandbox(cancellationToken);
        // A character takes up to four bytes, and the sandbox counts bytes.
        var result = await sandbox.ExecAsync(
            context.CallId,
            arguments.Text("command"),
            timeLimit,
            LongestOutput * 4,
            context.OnOutput,
            cancellationToken
        );
        return new ToolResult(Describe(result, timeLimit), IsError: result.ExitCode != 0);
    }

    private static string Describe(ExecResult result, TimeSpan timeLimit)
    {
        var output = result.Output;
        if (output.Length > LongestOutput)
            output = output[Cut(output)..];
        if (result.OutputBytes > System.Text.Encoding.UTF8.GetByteCount(output))
            output = $"[{result.OutputBytes:N0} bytes of output; only its end is shown]\n{output}";
        if (output.Length > 0 && !output.EndsWith('\n'))
            output += "\n";
        if (result.LimitsHit.Length > 0)
            output += $"[{result.LimitsHit}]\n";
        return result.TimedOut
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{output}[stopped after {timeLimit.TotalSeconds:0.###} s, its time limit; everything that it started was ended. exit code {result.ExitCode}]"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{output}[exit code {result.ExitCode}]");
    }

    /// <summary>Never between the halves of a surrogate pair.</summary>
    private static int Cut(string output)
    {
        var at = output.Length - LongestOutput;
        return char.IsLowSurrogate(output[at]) ? at + 1 : at;
    }
}

using System.Globalization;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Assessment;

/// <summary>Runs commands in a sandbox of their own on a fresh checkout. The exit code decides, nothing else.</summary>
internal sealed class CommandChecks(ISandboxes sandboxes, IEnvironments environments)
{
    private const int Keep = 16 * 1024;

    public async Task<ISandbox> OpenAsync(AssessmentRequest request, Worktree checkout, CancellationToken cancellationToken)
    {
        var layer = await LayerAsync(request, checkout, cancellationToken);
        var spec = new SandboxSpec
        {
            Id = request.CheckoutId,
            Workspace = request.Workspace,
            Worktree = checkout.Path,
            Mirror = checkout.MirrorPath,
            Layer = layer,
        };
        return await sandboxes.OpenAsync(spec, cancellationToken);
    }

    public static async Task<Check> RunAsync(ISandbox sandbox, string execId, Expectation expectation, TimeSpan limit, CancellationToken cancellationToken)
    {
        var command = expectation is MetricExpectation metric ? metric.Command : ((CommandExpectation)expectation).Command;
        var script = command.Contains('\n', StringComparison.Ordinal) ? $"set -euo pipefail\n{command}" : command;
        var result = await sandbox.ExecAsync(execId, script, limit, Keep, null, cancellationToken);
        var (passed, message) = Judge(expectation, result, limit);
        return new Check(expectation.Type, expectation.Label, passed, message)
        {
            ExitCode = result.ExitCode,
            Output = result.Output,
            OutputHash = result.OutputHash,
        };
    }

    private static (bool Passed, string Message) Judge(Expectation expectation, ExecResult result, TimeSpan limit)
    {
        if (result.TimedOut)
            return (false, $"Stopped after {limit.TotalSeconds:0} s without an end.");
        if (expectation is MetricExpectation metric)
            return Measure(metric, result);
        var wanted = ((CommandExpectation)expectation).ExitCode;
        return result.ExitCode == wanted ? (true, $"Exit code {wanted}.") : (false, $"Exit code {result.ExitCode}, expected {wanted}.");
    }

    private static (bool Passed, string Message) Measure(MetricExpectation metric, ExecResult result)
    {
        if (result.ExitCode != 0)
            return (false, $"The command ended with exit code {result.ExitCode}.");
        var text = result.Output.Trim();
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return (false, "The command did not print a number.");
        return (value >= metric.Threshold, string.Create(CultureInfo.InvariantCulture, $"{value}, threshold {metric.Threshold}."));
    }

    /// <summary>A setup that fails leaves the checks without dependencies: they then say so themselves, by failing.</summary>
    private async Task<EnvironmentLayer?> LayerAsync(AssessmentRequest request, Worktree checkout, CancellationToken cancellationToken)
    {
        try
        {
            return await environments.PrepareAsync(request.Workspace, checkout, request.Setup, null, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal != Refusal.Unavailable)
        {
            return null;
        }
    }
}

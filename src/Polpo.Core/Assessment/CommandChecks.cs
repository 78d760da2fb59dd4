using System.Globalization;
using Polpo.Core.Environments;
using Polpo.Core.Environments.Services;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Assessment;

/// <summary>Runs each command in a sandbox of its own on a fresh checkout of its own. The exit code decides, nothing else.</summary>
internal sealed class CommandChecks(IGit git, ISandboxes sandboxes, IEnvironments environments)
{
    private const int Keep = 16 * 1024;

    /// <param name="id">The command's own checkout and sandbox: one check runs the agent's code, and must not reach what another one looks at.</param>
    public async Task<Check> RunAsync(
        AssessmentRequest request,
        string id,
        Expectation expectation,
        CancellationToken cancellationToken
    )
    {
        var sandbox = await OpenAsync(request, id, cancellationToken);
        if (await ServiceFailureAsync(sandbox, request, cancellationToken) is { } failure)
            return new Check(expectation.Type, expectation.Label, false, failure);
        var limit = request.CheckLimit;
        var command = expectation is MetricExpectation metric
            ? metric.Command
            : ((CommandExpectation)expectation).Command;
        var script = command.Contains('\n', StringComparison.Ordinal) ? $"set -euo pipefail\n{command}" : command;
        var result = await sandbox.ExecAsync(id, script, limit, Keep, null, cancellationToken);
        var (passed, message) = Judge(expectation, result, limit);
        var told = passed || result.LimitsHit.Length == 0 ? message : $"{message} {result.LimitsHit}";
        return new Check(expectation.Type, expectation.Label, passed, told)
        {
            ExitCode = result.ExitCode,
            Output = result.Output,
            OutputHash = result.OutputHash,
            Sandbox = sandbox.Kind,
        };
    }

    private async Task<ISandbox> OpenAsync(AssessmentRequest request, string id, CancellationToken cancellationToken)
    {
        var checkout = await git.CheckOutAsync(request.Workspace, id, request.Head, cancellationToken);
        var spec = new SandboxSpec
        {
            Id = id,
            Workspace = request.Workspace,
            Image = request.Environment.Image,
            Worktree = checkout.Path,
            Mirror = checkout.MirrorPath,
            Layer = await LayerAsync(request, checkout, cancellationToken),
            Variables = request.Environment.Variables,
            Limits = request.Limits,
        };
        return await sandboxes.OpenAsync(spec, cancellationToken);
    }

    /// <summary>Why the check cannot be run; null when all that it needs beside it runs.</summary>
    private static async Task<string?> ServiceFailureAsync(
        ISandbox sandbox,
        AssessmentRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await ServiceStart.RunAsync(sandbox, request.Environment.Services, cancellationToken);
            return null;
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Invalid)
        {
            return refused.Message;
        }
    }

    private static (bool Passed, string Message) Judge(Expectation expectation, ExecResult result, TimeSpan limit)
    {
        if (result.TimedOut)
            return (false, $"Stopped after {limit.TotalSeconds:0} s without an end.");
        if (expectation is MetricExpectation metric)
            return Measure(metric, result);
        var wanted = ((CommandExpectation)expectation).ExitCode;
        return result.ExitCode == wanted
            ? (true, $"Exit code {wanted}.")
            : (false, $"Exit code {result.ExitCode}, expected {wanted}.");
    }

    private static (bool Passed, string Message) Measure(MetricExpectation metric, ExecResult result)
    {
        if (result.ExitCode != 0)
            return (false, $"The command ended with exit code {result.ExitCode}.");
        var text = result.Output.Trim();
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return (false, "The command did not print a number.");
        return (
            value >= metric.Threshold,
            string.Create(CultureInfo.InvariantCulture, $"{value}, threshold {metric.Threshold}.")
        );
    }

    /// <summary>
    /// A setup that fails leaves the checks without dependencies: they then say so themselves, by failing. It is tried twice, for a
    /// registry that did not answer once would make good work look bad.
    /// </summary>
    private async Task<EnvironmentLayer?> LayerAsync(
        AssessmentRequest request,
        Worktree checkout,
        CancellationToken cancellationToken
    ) =>
        await TryLayerAsync(request, checkout, cancellationToken)
        ?? await TryLayerAsync(request, checkout, cancellationToken);

    /// <summary>Null: none is needed, or its setup failed. A repository that needs none is told so again at no cost.</summary>
    private async Task<EnvironmentLayer?> TryLayerAsync(
        AssessmentRequest request,
        Worktree checkout,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await environments.PrepareAsync(
                request.Workspace,
                checkout,
                request.Base,
                request.Environment,
                null,
                cancellationToken
            );
        }
        catch (RefusedException refused) when (refused.Refusal != Refusal.Unavailable)
        {
            return null;
        }
    }
}

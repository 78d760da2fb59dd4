using Polpo.Client;
using Polpo.Core;
using Polpo.Core.Models;
using Polpo.Core.Models.Demo;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Status;

/// <summary>Examines the machine: the sandbox ladder, the model, the data folder.</summary>
internal sealed class Doctor(PolpoCoreOptions options, ISandboxes sandboxes, IModels models)
{
    private const long LowSpace = 1L << 30;
    private const string SetKey =
        "Set OPENAI_API_KEY or ANTHROPIC_API_KEY, or start a local model server, then start Polpo again.";

    public async Task<DoctorReport> ExamineAsync(CancellationToken cancellationToken)
    {
        var sandbox = await sandboxes.InspectAsync(cancellationToken);
        List<DoctorCheck> checks =
        [
            .. sandbox.Checks.Select(check => new DoctorCheck(
                check.Name,
                check.Ok,
                check.Detail,
                check.Remedy,
                check.Cost
            )),
        ];
        checks.Add(await ModelAsync(cancellationToken));
        checks.Add(Space());
        return new DoctorReport(sandbox.Kind, checks);
    }

    private async Task<DoctorCheck> ModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            var model = await models.DefaultAsync(options.Home.Root, cancellationToken);
            return model.ToString() == DemoName.Text
                ? new DoctorCheck("model", true, "No AI is set up.", SetKey, "Only the demo runs: a script answers it.")
                : new DoctorCheck("model", true, $"Agents that name no model use {model}.", "");
        }
        catch (RefusedException refused)
        {
            return new DoctorCheck(
                "model",
                false,
                refused.Message,
                SetKey,
                "Agents that name no model cannot be asked anything."
            );
        }
    }

    private DoctorCheck Space()
    {
        var free = new DriveInfo(options.Home.Root).AvailableFreeSpace;
        var detail = $"{options.Home.Root} has {free / (1024 * 1024)} MB free.";
        return free >= LowSpace
            ? new DoctorCheck("disk space", true, detail, "")
            : new DoctorCheck(
                "disk space",
                false,
                detail,
                "Free at least 1 GB (polpo storage shows what takes room), or set POLPO_HOME to a folder on a larger disk.",
                "Tasks stop when the disk is full; nothing that was recorded is lost."
            );
    }
}

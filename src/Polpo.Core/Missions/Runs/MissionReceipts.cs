using Microsoft.EntityFrameworkCore;
using Polpo.Core.Git;
using Polpo.Core.Receipts;
using Polpo.Engine.Blobs;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Runs;

/// <summary>The receipt of a whole run: the checks and verdicts of its tasks, each made upon that task's result, and the commit that has all of them.</summary>
internal sealed class MissionReceipts(
    IDatabase database,
    IGit git,
    IBlobs blobs,
    ReceiptSigner signer,
    TimeProvider time
)
{
    public async Task<string> MakeAsync(MissionScene scene, CommitId head, CancellationToken cancellationToken)
    {
        var run = scene.Run;
        var of = await TasksAsync(run, cancellationToken);
        var receipt = new Receipt
        {
            Task = run.Id,
            Session = scene.Mission.Id,
            Title = run.Group,
            Agent = Each(of, task => task.Agent),
            Model = Each(of, task => task.Model),
            Requester = run.RequesterName,
            Branch = run.Branch,
            Base = run.Base!, // begun
            Head = head.Hash,
            Tree = await git.TreeAsync(run.Workspace, head, cancellationToken),
            TreeClean = of.TrueForAll(task => task.TreeClean),
            Sandbox = Each(of, task => task.Sandbox),
            Checks = [.. of.SelectMany(task => task.Checks)],
            Verdicts = [.. of.SelectMany(task => task.Verdicts)],
            CostUsd = of.Sum(task => task.CostUsd),
            Turns = of.Sum(task => task.Turns),
            ApprovedBy = [.. of.SelectMany(task => task.ApprovedBy).Concat(run.State.ApprovedBy).Distinct()],
            FinishedAt = time.GetUtcNow(),
        };
        return ReceiptJson.Write(signer.Sign(receipt));
    }

    private static string Each(List<Receipt> receipts, Func<Receipt, string> field) =>
        string.Join(
            ", ",
            receipts.Select(field).Where(text => text.Length > 0).Distinct().Order(StringComparer.Ordinal)
        );

    private async Task<List<Receipt>> TasksAsync(MissionRun run, CancellationToken cancellationToken)
    {
        var stored = await database.ReadAsync(
            db =>
                db.TasksOf(run.Id)
                    .Where(task => task.ReceiptBlob != null)
                    .OrderBy(task => task.Id)
                    .Select(task => task.ReceiptBlob!)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        var receipts = new List<Receipt>();
        foreach (var blob in stored)
            receipts.Add(ReceiptJson.Read(await blobs.ReadTextAsync(blob, cancellationToken)));
        return receipts;
    }
}

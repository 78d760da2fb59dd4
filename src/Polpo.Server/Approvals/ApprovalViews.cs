using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Approvals.Requests;

namespace Polpo.Server.Approvals;

internal static class ApprovalViews
{
    /// <summary>With what the gate shows besides, such as outcomes.</summary>
    public static async Task<ApprovalView> ViewAsync(
        this ShownOutcomes outcomes,
        Approval row,
        CancellationToken cancellationToken
    ) => row.View() with { Payload = await outcomes.PayloadAsync(row, cancellationToken) };

    public static ApprovalView View(this Approval row) =>
        new(
            row.Id,
            row.Workspace,
            row.OwnerKind,
            row.OwnerId,
            row.GateId,
            row.GateName,
            row.Hook,
            row.Title,
            row.Reason,
            row.Status.Word(),
            row.RequesterName,
            row.RevisionsLeft,
            JsonNode.Parse(row.Payload),
            row.RequestedAt,
            row.DueAt,
            row.DueAt is null ? null : row.TimeoutAction.ToString().ToLowerInvariant(),
            row.ResolvedAt,
            row.ResolvedBy,
            row.Note
        );
}

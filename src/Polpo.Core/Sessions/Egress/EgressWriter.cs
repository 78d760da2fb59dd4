using Polpo.Core.Sandboxes;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Uses;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Sessions;

/// <summary>Turns what left a sandbox into facts of its session.</summary>
internal static class EgressWriter
{
    /// <summary>A timeline is read by people: what more hosts there are stands in one line.</summary>
    private const int MostLines = 40;

    /// <param name="calls">The tool calls of the turn by the ids of their commands.</param>
    public static void AppendEgress(
        this Work work,
        Session session,
        Id<Turn>? turn,
        IReadOnlyDictionary<string, string> calls,
        IReadOnlyList<EgressTotal> totals,
        Redaction secrets
    )
    {
        foreach (var total in Shortened(totals))
        {
            var call = calls.GetValueOrDefault(total.Run);
            foreach (var variable in total.Secrets)
                work.Append(VaultUses.Subject, session.Agent, Sent(session, call, total, variable, secrets));
            if (total.Refusal is { } reason)
                work.Append(
                    session.Id,
                    session.Agent,
                    new EgressRefused(turn, call, total.Host, total.Port, reason, total.Requests)
                );
            else
                work.Append(
                    session.Id,
                    session.Agent,
                    new EgressUsed(
                        turn,
                        call,
                        total.Host,
                        total.Port,
                        total.Requests,
                        total.Sent,
                        total.Received,
                        NullIfEmpty(total.Secrets),
                        NullIfEmpty(total.StandIns)
                    )
                );
        }
    }

    private static SecretSent Sent(
        Session session,
        string? call,
        EgressTotal total,
        string variable,
        Redaction secrets
    ) =>
        new(
            secrets.Find(variable) is { } secret ? VaultUses.Named(secret) : variable,
            total.Host,
            total.Port,
            total.Requests,
            session.Id,
            call,
            session.RequesterName
        );

    private static IEnumerable<EgressTotal> Shortened(IReadOnlyList<EgressTotal> totals) =>
        totals
            .Take(MostLines)
            .Concat(
                totals
                    .Skip(MostLines)
                    .GroupBy(total => total.Refusal is null)
                    .Select(rest => new EgressTotal("", "(more hosts)", 0, rest.Key ? null : "refused")
                    {
                        Requests = rest.Sum(total => total.Requests),
                        Sent = rest.Sum(total => total.Sent),
                        Received = rest.Sum(total => total.Received),
                        Secrets = [.. rest.SelectMany(total => total.Secrets).Distinct()],
                        StandIns = [.. rest.SelectMany(total => total.StandIns).Distinct()],
                    })
            );

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> names) => names.Count == 0 ? null : names;
}

using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Uses;

/// <summary>One use of one secret.</summary>
/// <param name="Secret"><c>NAME</c> or <c>NAME.field</c>.</param>
/// <param name="Host">Where its value went; null: a sandbox got its stand-in.</param>
public sealed record VaultUse(
    DateTimeOffset At,
    string Secret,
    string Agent,
    string Person,
    string Session,
    string? Call,
    string? Host,
    int Port,
    long Requests
);

/// <summary>Who used which secret, and where its value went, as the journal has it.</summary>
public sealed class VaultUses(IJournal journal)
{
    /// <summary>What all of these facts are about.</summary>
    internal const string Subject = "vault";

    private const int Batch = 500;

    /// <param name="name">Of an entry; null: all.</param>
    /// <returns>The newest first.</returns>
    public async Task<IReadOnlyList<VaultUse>> ReadAsync(
        Id<Workspace> workspace,
        string? name,
        int take,
        CancellationToken cancellationToken
    )
    {
        var newest = new Queue<VaultUse>();
        for (var after = 0L; ; )
        {
            var facts = await journal.ReadAsync(workspace, after, Batch, Subject, cancellationToken);
            foreach (var use in facts.SelectMany(Of).Where(use => name is null || EntryOf(use.Secret) == name))
            {
                newest.Enqueue(use);
                if (newest.Count > take)
                    newest.Dequeue();
            }
            if (facts.Count < Batch)
                return [.. newest.Reverse()];
            after = facts[^1].Seq;
        }
    }

    internal static string Named(LentSecret secret) =>
        secret.Field == VaultField.OnlyName ? secret.Entry : $"{secret.Entry}.{secret.Field}";

    private static string EntryOf(string secret) => secret.Split('.')[0];

    private static IEnumerable<VaultUse> Of(Fact fact)
    {
        if (fact.Type == SecretsLent.Type)
        {
            var lent = fact.Read<SecretsLent>();
            return lent.Secrets.Select(secret => new VaultUse(
                fact.At,
                secret,
                fact.Actor,
                lent.Person,
                lent.Session,
                null,
                null,
                0,
                0
            ));
        }
        if (fact.Type != SecretSent.Type)
            return [];
        var sent = fact.Read<SecretSent>();
        return
        [
            new VaultUse(
                fact.At,
                sent.Secret,
                fact.Actor,
                sent.Person,
                sent.Session,
                sent.Call,
                sent.Host,
                sent.Port,
                sent.Requests
            ),
        ];
    }
}

using System.Runtime.CompilerServices;
using Polpo.Client;

namespace Polpo.Cli.Sessions;

/// <summary>All facts of a session, page after page.</summary>
internal static class SessionFacts
{
    private const int PageSize = 200;

    public static async IAsyncEnumerable<EventView> AllAsync(
        PolpoClient client,
        string session,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (long after = 0; ; )
        {
            var page = (await client.Sessions.EventsAsync(session, after, PageSize, cancellationToken)).Items;
            foreach (var fact in page)
                yield return fact;
            if (page.Count < PageSize)
                yield break;
            after = page.Max(fact => fact.Seq);
        }
    }
}

using System.Net.Http.Json;
using Polpo.Client;
using Polpo.Testing.Hosting;

namespace Polpo.EndToEnd.Browser;

internal static class SignInLink
{
    /// <summary>A fresh one-time link, as the command line asks for it.</summary>
    public static async Task<string> IssueAsync(TestPolpo polpo, CancellationToken cancellationToken)
    {
        using var answer = await polpo.Http.PostAsync(
            new Uri("/api/v1/sign-in-links", UriKind.Relative),
            null,
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
        var link = await answer.Content.ReadFromJsonAsync<SignInLinkView>(Wire.Json, cancellationToken);
        return link!.Url;
    }
}

using Polpo.Core.Identity;

namespace Polpo.Server.Identity;

/// <summary>Makes the address of a one-time sign-in link.</summary>
internal sealed class SignInLinks(SignIns signIns)
{
    public async Task<string> IssueAsync(string address, Caller caller, CancellationToken cancellationToken) =>
        $"{address}/sign-in?code={await signIns.IssueLinkAsync(caller, cancellationToken)}";
}

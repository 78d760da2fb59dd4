using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Git;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Workspaces;

/// <summary>Looks at the user's clone before anything is asked of a server: what is wrong with it is said at once.</summary>
internal static class LocalClone
{
    /// <exception cref="RefusedException">No repository, no commit; the message says what to do.</exception>
    public static async Task<RepositoryHead> InspectAsync(
        PolpoHome home,
        string path,
        CancellationToken cancellationToken
    )
    {
        await using var services = new ServiceCollection().AddSingleton(home).AddGit().BuildServiceProvider();
        return await services.GetRequiredService<IGit>().InspectAsync(path, cancellationToken);
    }
}

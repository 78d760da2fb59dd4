using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Receipts.Sharing;
using Polpo.Core.Receipts.Withdrawals;
using Polpo.Engine.Storage;

namespace Polpo.Core.Receipts;

public static class ReceiptsFeature
{
    public static IServiceCollection AddReceipts(this IServiceCollection services) =>
        services
            .AddSingleton<ReceiptSigner>()
            .AddSingleton<KnownKeys>()
            .AddSingleton<WithdrawnKeys>()
            .AddSingleton<ReceiptRepository>()
            .AddSingleton(VerifierOf);

    /// <summary>Where several servers, each with a key of its own, share a database: each learns the public keys of the others.</summary>
    public static IServiceCollection AddReceiptSharing(this IServiceCollection services) =>
        services.AddSingleton<IEntityMapping, SharedKeyMapping>().AddHostedService<SharedKeys>();

    private static ReceiptVerifier VerifierOf(IServiceProvider services) =>
        new(
            services.GetRequiredService<ReceiptSigner>(),
            services.GetRequiredService<KnownKeys>(),
            services.GetRequiredService<WithdrawnKeys>(),
            services.GetRequiredService<ReceiptRepository>()
        );
}

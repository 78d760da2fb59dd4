using Microsoft.Extensions.DependencyInjection;

namespace Polpo.Core.Receipts;

public static class ReceiptsFeature
{
    public static IServiceCollection AddReceipts(this IServiceCollection services) =>
        services.AddSingleton<ReceiptSigner>().AddSingleton<ReceiptRepository>().AddSingleton(VerifierOf);

    private static ReceiptVerifier VerifierOf(IServiceProvider services) =>
        new(services.GetRequiredService<ReceiptSigner>(), services.GetRequiredService<ReceiptRepository>());
}

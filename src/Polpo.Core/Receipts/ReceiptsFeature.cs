using Microsoft.Extensions.DependencyInjection;

namespace Polpo.Core.Receipts;

public static class ReceiptsFeature
{
    public static IServiceCollection AddReceipts(this IServiceCollection services) => services.AddSingleton<ReceiptSigner>();
}

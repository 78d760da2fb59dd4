using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Polpo.Server.Hosting;

namespace Polpo.Server.Web;

/// <summary>The pages, from <c>wwwroot</c> beside the program. They hold no data, so they are open; every path without a file is the client's to route.</summary>
internal sealed class WebClient(PolpoServerOptions options)
{
    private const string NotBuilt =
        "The web client is not built. Start Polpo with ./polpo, which builds it, or run `npm ci && npm run build` in src/web and build the server again.\n";

    private readonly string _folder = options.WebRoot;

    private bool IsBuilt => File.Exists(Path.Combine(_folder, "index.html"));

    public IResult Page() =>
        IsBuilt
            ? TypedResults.PhysicalFile(Path.Combine(_folder, "index.html"), "text/html; charset=utf-8")
            : TypedResults.Text(
                NotBuilt,
                "text/plain; charset=utf-8",
                statusCode: StatusCodes.Status503ServiceUnavailable
            );

    public void UseFiles(IApplicationBuilder app)
    {
        if (IsBuilt)
            app.UseStaticFiles(
                new StaticFileOptions { FileProvider = new PhysicalFileProvider(_folder), OnPrepareResponse = Cache }
            );
    }

    public void MapPages(IEndpointRouteBuilder root) =>
        root.MapGet("{*path:nonfile}", PageAt).WithOrder(int.MaxValue).AllowAnonymous().ExcludeFromDescription();

    // Below /api a wrong path is an error, never a page.
    private IResult PageAt(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.NotFound()
            : Page();

    // The build puts a hash of the content into the names below assets.
    private static void Cache(StaticFileResponseContext file)
    {
        if (file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase))
            file.Context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
    }
}

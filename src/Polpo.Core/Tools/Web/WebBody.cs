using System.Text;
using Polpo.Core.Tools.Files;
using Polpo.Core.Vault;

namespace Polpo.Core.Tools.Web;

/// <summary>Reads answers within bounds, whatever their headers claim and however well they are compressed.</summary>
internal static class WebBody
{
    public static async Task<byte[]> ReadAsync(
        HttpResponseMessage response,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[most];
        var length = await stream.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

    /// <summary>Copies to a file, without the values of secrets that come back; false when there was more than <paramref name="most"/>.</summary>
    public static async Task<bool> CopyAsync(
        HttpResponseMessage response,
        Stream target,
        long most,
        Redaction redaction,
        CancellationToken cancellationToken
    )
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[64 * 1024];
        var clean = redaction.Stream();
        for (long copied = 0; await stream.ReadAsync(buffer, cancellationToken) is var length and > 0; )
        {
            copied += length;
            if (copied > most)
                return false;
            var piece = buffer.AsMemory(0, length);
            await target.WriteAsync(clean is null ? piece : clean.Next(piece.Span, last: false), cancellationToken);
        }
        if (clean is not null)
            await target.WriteAsync(clean.Next([], last: true), cancellationToken);
        return true;
    }

    /// <summary>The content as text in the encoding that it names; null when it is binary.</summary>
    public static string? Text(HttpResponseMessage response, byte[] bytes)
    {
        var type = response.Content.Headers.ContentType;
        if (
            type?.MediaType?.Split('/')[0] is "image" or "audio" or "video" or "font"
            && type.MediaType != "image/svg+xml"
        )
            return null;
        var encoding = Find(type?.CharSet?.Trim('"'));
        return encoding is UTF8Encoding or null && TextFile.IsBinary(bytes)
            ? null
            : (encoding ?? Encoding.UTF8).GetString(bytes);
    }

    private static Encoding? Find(string? name)
    {
        try
        {
            return name is null ? null : Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // An encoding that nobody knows: read as UTF-8 like one that is not named.
            return null;
        }
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Tongtang.Protocol.Http;

namespace Tongtang.Protocol.Playback;

/// <summary>Sends media: conditional requests and ranges, GET and HEAD; a range that is not there is told as a problem.</summary>
public static class MediaAnswers
{
    private const long NotSatisfiable = -1;

    /// <param name="path">A file that exists under this name only when it is whole.</param>
    /// <param name="cacheControl">For those that get it; a refused range is kept by nobody.</param>
    /// <returns>False when the file is not there; nothing was sent.</returns>
    public static async Task<bool> SendFileAsync(HttpContext context, string path, string contentType, string etag, string cacheControl)
    {
        using var file = FileSending.Open(path);
        if (file is null) return false;
        var total = RandomAccess.GetLength(file);
        var (offset, length) = Begin(context, total, contentType, etag, cacheControl);
        if (length == NotSatisfiable) await RefuseRangeAsync(context, total);
        else if (length > 0) await FileSending.SendAsync(context.Response.BodyWriter, file, offset, length, context.RequestAborted);
        return true;
    }

    /// <inheritdoc cref="SendFileAsync"/>
    public static async Task SendBytesAsync(HttpContext context, ReadOnlyMemory<byte> bytes, string contentType, string etag, string cacheControl)
    {
        var (offset, length) = Begin(context, bytes.Length, contentType, etag, cacheControl);
        if (length == NotSatisfiable) await RefuseRangeAsync(context, bytes.Length);
        else if (length > 0) await context.Response.BodyWriter.WriteAsync(bytes.Slice((int)offset, (int)length), context.RequestAborted);
    }

    /// <summary>Playlists change, even finished ones when something arrives late: a player asks each time and mostly hears that nothing did.</summary>
    /// <param name="cacheControl">Of an answer that was waited for: its address asks for that very state.</param>
    public static async Task SendPlaylistAsync(HttpContext context, PlaylistText playlist, string contentType, string cacheControl = "no-cache")
    {
        var (request, response) = (context.Request, context.Response);
        var zipped = request.Headers.AcceptEncoding.Count > 0 && new RequestHeaders(request.Headers).AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality is not 0);
        var etag = zipped ? playlist.ZippedETag : playlist.ETag;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = cacheControl;
        response.Headers.Vary = "Accept-Encoding";
        if (IsKnown(request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var bytes = zipped ? playlist.Zipped : playlist.Bytes;
        if (zipped) response.Headers.ContentEncoding = "gzip";
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        if (HttpMethods.IsGet(request.Method)) await response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    private static Task RefuseRangeAsync(HttpContext context, long total) => Problems.WriteAsync(
        context, StatusCodes.Status416RangeNotSatisfiable, "range_not_satisfiable", $"The range {context.Request.Headers.Range} is outside; there are {total} bytes.");

    /// <summary>Writes status and headers. Returns what of the body is to be sent, length 0 for nothing.</summary>
    private static (long Offset, long Length) Begin(HttpContext context, long total, string contentType, string etag, string cacheControl)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = etag;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.CacheControl = cacheControl;
        if (IsKnown(request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return (0, 0);
        }
        var (offset, length) = (0L, total);
        if (request.Headers.Range.Count > 0 && HttpMethods.IsGet(request.Method) && Range(request, etag, total) is { } range)
        {
            if (range.Length == 0)
            {
                response.Headers.CacheControl = "no-store";
                response.Headers.ContentRange = $"bytes */{total}";
                return (0, NotSatisfiable);
            }
            (offset, length) = range;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {offset}-{offset + length - 1}/{total}");
        }
        response.ContentType = contentType;
        response.ContentLength = length;
        return HttpMethods.IsGet(request.Method) ? (offset, length) : (0, 0);
    }

    /// <summary>One range (RFC 9110, 14.2); several, or what cannot be read, are as if not asked. Length 0: not satisfiable.</summary>
    private static (long Offset, long Length)? Range(HttpRequest request, string etag, long total)
    {
        var headers = new RequestHeaders(request.Headers);
        if (headers.IfRange is { } condition && condition.EntityTag?.Compare(EntityTagHeaderValue.Parse(etag), useStrongComparison: true) is not true) return null;
        if (headers.Range is not { Ranges.Count: 1 } ranges || ranges.Unit != "bytes") return null;
        var range = ranges.Ranges.First();
        if (range.From is { } from) return from >= total ? (0, 0) : (from, Math.Min(range.To ?? long.MaxValue, total - 1) - from + 1);
        var last = Math.Min(range.To ?? 0, total);
        return (total - last, last);
    }

    private static bool IsKnown(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch.Count > 0
        && new RequestHeaders(request.Headers).IfNoneMatch.Any(known => known.Tag == "*" || known.Tag.Equals(etag, StringComparison.Ordinal));
}

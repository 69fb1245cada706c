using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tongtang.Protocol.Http;

/// <summary>
/// The top of every request: what a handler throws, and every status that nobody gave a body, becomes a problem with a
/// code. A request that cannot be read is the caller's mistake and is told in full; a fault of ours is logged with its
/// stack and told as <c>internal_error</c> only.
/// </summary>
public sealed partial class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBare(context)) await WriteBareAsync(context);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, error.StatusCode, CodeOf(error), Explain(error));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            LogFault(error, context.Request.Method, context.Request.Path);
            await WriteAsync(context, StatusCodes.Status500InternalServerError, "internal_error", "The request failed; the log says why.");
        }
    }

    private static bool IsBare(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
        && !HttpMethods.IsHead(context.Request.Method);

    private static Task WriteBareAsync(HttpContext context)
    {
        var path = context.Request.Path.Value;
        return context.Response.StatusCode switch
        {
            401 => WriteAsync(context, 401, "session_required", "Sign in, or send a token as Authorization: Bearer."),
            404 => WriteAsync(context, 404, "address_unknown", $"Nothing is at {Shorten(path)}."),
            405 => WriteAsync(context, 405, "method_not_allowed", $"{context.Request.Method} is not possible at {Shorten(path)}; allowed: {context.Response.Headers.Allow}."),
            413 => WriteAsync(context, 413, "body_too_large", "The body is larger than allowed here."),
            415 => WriteAsync(context, 415, "json_only", "The body must be application/json."),
            var status => WriteAsync(context, status, "request_refused", $"Refused with status {status}."),
        };
    }

    private static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.WriteAsync(context, status, code, detail);
    }

    private static string CodeOf(BadHttpRequestException error) => error.StatusCode switch
    {
        413 => "body_too_large",
        415 => "json_only",
        408 => "request_too_slow",
        _ => error.InnerException is JsonException || IsNoBody(error) ? "body_invalid" : "request_invalid",
    };

    /// <summary>What the framework says of no body at all, and of the word null in its place.</summary>
    private static bool IsNoBody(BadHttpRequestException error) => error.Message.Contains("but no body was provided", StringComparison.Ordinal);

    /// <summary>The framework's words without the names of our types, which mean nothing to a caller.</summary>
    private static string Explain(BadHttpRequestException error)
    {
        if (IsNoBody(error)) return "The body is missing; it must be a JSON object.";
        var text = error.InnerException is JsonException json ? ExplainJson(json) : error.Message;
        return Shorten(Parameter().Replace(text, match => $"The parameter {char.ToLowerInvariant(match.Groups[1].Value[0])}{match.Groups[1].Value[1..]} cannot be"));
    }

    private static string ExplainJson(JsonException error)
    {
        if (Unmapped().Match(error.Message) is { Success: true } unmapped) return $"The body has a member {unmapped.Groups[1].Value}, which is not known here.";
        if (Missing().Match(error.Message) is { Success: true } missing) return $"The body lacks {missing.Groups[1].Value}.";
        if (error.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)) return $"The body's {error.Path} is not of the type or one of the words expected there.";
        if (error.Message.Contains("doesn't allow null", StringComparison.Ordinal)) return $"The body's {error.Path} must not be null.";
        if (Duplicate().Match(error.Message) is { Success: true } twice) return $"The body has {twice.Groups[1].Value} twice.";
        return error.Message;
    }

    private static string Shorten(string? text) => text is { Length: > 300 } ? text[..300] + "…" : text ?? "";

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped", RegexOptions.NonBacktracking)]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties including: (.*?)\\.?$", RegexOptions.NonBacktracking)]
    private static partial Regex Missing();

    [GeneratedRegex("^Duplicate property ('.*') encountered", RegexOptions.NonBacktracking)]
    private static partial Regex Duplicate();

    [GeneratedRegex("^Failed to bind parameter \".*?(\\w+)\" from", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [LoggerMessage(EventId = 9001, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFault(Exception error, string method, PathString path);
}

public static class ProblemAnswersExtensions
{
    /// <summary>Unreadable requests reach <see cref="ProblemAnswers"/> in every environment.</summary>
    public static IServiceCollection AddProblemAnswers(this IServiceCollection services) =>
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

    public static IApplicationBuilder UseProblemAnswers(this IApplicationBuilder app) => app.UseMiddleware<ProblemAnswers>();
}

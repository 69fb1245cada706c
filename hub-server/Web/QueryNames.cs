using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Web;

/// <summary>
/// A parameter that a route does not know is refused: whoever mistypes a filter must not take the whole list for what he
/// asked for.
/// </summary>
internal static class QueryNames
{
    public static IApplicationBuilder UseQueryNames(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Query.Count == 0 || !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || context.GetEndpoint() is not RouteEndpoint endpoint) return next(context);
        var known = Of(endpoint);
        var unknown = context.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase));
        return unknown is null ? next(context) : Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "query_unknown", Words(unknown, known));
    });

    private static List<string> Of(RouteEndpoint endpoint) =>
    [
        .. endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.ParameterInfo.IsDefined(typeof(FromQueryAttribute), inherit: false) || IsPlain(parameter))
            .Select(parameter => parameter.ParameterInfo.GetCustomAttributes(typeof(FromQueryAttribute), inherit: false) is [FromQueryAttribute { Name: { } name }] ? name : parameter.Name)
            .Where(name => endpoint.RoutePattern.GetParameter(name) is null),
    ];

    /// <summary>What is bound from the query without saying so: text and numbers that are not in the path.</summary>
    private static bool IsPlain(IParameterBindingMetadata parameter) => parameter.ParameterInfo.ParameterType == typeof(string) || (parameter.HasTryParse && !parameter.HasBindAsync);

    private static string Words(string unknown, List<string> known)
    {
        var shown = unknown.Length <= 40 ? unknown : unknown[..40] + "…";
        return known.Count == 0
            ? $"This address takes no query parameters, and \"{shown}\" was given."
            : $"There is no query parameter \"{shown}\" here; allowed: {string.Join(", ", known)}.";
    }
}

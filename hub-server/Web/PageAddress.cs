namespace Tongtang.HubServer.Web;

/// <summary>
/// Addresses that are the console's: none of the API's and none that looks like a file, so that a missing script is 404
/// and not a page.
/// </summary>
internal sealed class PageAddress : IRouteConstraint
{
    private static readonly string[] s_notPages = ["api", "media", "openapi", "assets", "healthz", "metrics"];

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        var path = values[routeKey] as string ?? "";
        var end = path.IndexOf('/', StringComparison.Ordinal);
        var first = end < 0 ? path : path[..end];
        return !s_notPages.Contains(first, StringComparer.OrdinalIgnoreCase) && !path[(path.LastIndexOf('/') + 1)..].Contains('.', StringComparison.Ordinal);
    }
}

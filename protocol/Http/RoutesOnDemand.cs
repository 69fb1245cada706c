using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

// The programs' common root: nearer to every feature than the framework's own methods of the same names.
namespace Tongtang;

/// <summary>
/// Routes whose handlers are compiled by the first request that needs them. The framework's own methods compile all of them
/// before the first request is answered; with several hundred routes that is half of a program's start.
/// </summary>
public static class RoutesOnDemand
{
    private static readonly string[] s_get = [HttpMethods.Get];
    private static readonly string[] s_post = [HttpMethods.Post];
    private static readonly string[] s_put = [HttpMethods.Put];
    private static readonly string[] s_patch = [HttpMethods.Patch];
    private static readonly string[] s_delete = [HttpMethods.Delete];

    public static RouteHandlerBuilder MapGet(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, s_get);

    public static RouteHandlerBuilder MapPost(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, s_post);

    public static RouteHandlerBuilder MapPut(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, s_put);

    public static RouteHandlerBuilder MapPatch(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, s_patch);

    public static RouteHandlerBuilder MapDelete(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, s_delete);

    private static RouteHandlerBuilder Map(this IEndpointRouteBuilder routes, string pattern, Delegate handler, string[] methods) =>
        RouteHandlerServices.Map(routes, pattern, handler, methods, RequestDelegateFactory.InferMetadata, OnDemand);

    private static RequestDelegateResult OnDemand(Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? metadata) =>
        new(new Handler(() => RequestDelegateFactory.Create(handler, options, metadata).RequestDelegate).InvokeAsync, metadata?.EndpointMetadata ?? []);

    private sealed class Handler(Func<RequestDelegate> compile)
    {
        private readonly Lazy<RequestDelegate> _compiled = new(compile);

        public Task InvokeAsync(HttpContext context) => _compiled.Value(context);
    }
}

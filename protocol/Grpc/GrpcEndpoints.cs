using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tongtang.Protocol.Grpc;

public static class GrpcEndpoints
{
    /// <summary>
    /// Serves a service: <c>POST /package.Service/Method</c> for each method of the .proto, UNIMPLEMENTED for others.
    /// </summary>
    /// <exception cref="InvalidOperationException">A method has no handler, or one of another kind or type.</exception>
    public static IEndpointConventionBuilder MapGrpc(
        this IEndpointRouteBuilder endpoints, Google.Protobuf.Reflection.ServiceDescriptor descriptor, Action<GrpcService> handlers, GrpcServiceOptions? options = null)
    {
        var service = new GrpcService(descriptor, options ?? new());
        handlers(service);
        var runner = Runner(endpoints);
        var group = endpoints.MapGroup($"/{descriptor.FullName}");
        foreach (var (method, handler) in service.Build())
            group.MapPost(method, context => runner.RunAsync(context, $"{descriptor.FullName}/{method}", handler));
        group.MapPost("{method}", context => runner.RunAsync(context, $"{descriptor.FullName}", Unimplemented));
        return group;
    }

    /// <summary>
    /// Answers calls to services that this server does not have with UNIMPLEMENTED, where other routes would answer with
    /// a page or 404. Once per server.
    /// </summary>
    public static IEndpointConventionBuilder MapUnknownGrpc(this IEndpointRouteBuilder endpoints)
    {
        var runner = Runner(endpoints);
        var pattern = RoutePatternFactory.Parse("{service}/{method}", defaults: null, parameterPolicies: new { service = new GrpcContentType() });
        return endpoints.Map(pattern, context => runner.RunAsync(context, "unknown", Unimplemented)).WithMetadata(new HttpMethodMetadata([HttpMethods.Post]));
    }

    private static GrpcCallRunner Runner(IEndpointRouteBuilder endpoints) => new(
        endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger<GrpcCallRunner>(),
        endpoints.ServiceProvider.GetServices<GrpcExplanation>(),
        endpoints.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System);

    private static Task Unimplemented(GrpcServerCall call) =>
        throw new GrpcException(GrpcStatusCode.Unimplemented, $"{call.HttpContext.Request.Path} is not served here.");

    private sealed class GrpcContentType : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            GrpcHeaders.IsGrpc(httpContext?.Request.ContentType);
    }
}

using Microsoft.AspNetCore.Authorization;

namespace Tongtang.HubServer.Accounts;

/// <summary>What a route's caller must be allowed, somewhere: one of these; none at all: to be signed in is enough.</summary>
internal sealed record NeededRights(IReadOnlyList<Right> AnyOf);

internal static class NeededRightsExtensions
{
    /// <summary>
    /// Lets in whoever has one of these rights somewhere. The handler's <see cref="Caller.Scope"/> is where they have it:
    /// what stands elsewhere is not there for them.
    /// </summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, params Right[] anyOf)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeededRights(anyOf));

    /// <summary>Lets in whoever is signed in: what concerns the caller only.</summary>
    public static TBuilder ForAnyCaller<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeededRights([]));

    /// <summary>Of several the last: a route may need another right than its group.</summary>
    public static NeededRights? NeededRights(this Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<NeededRights>();
}

/// <summary>The rule of every route that does not say <c>AllowAnonymous</c>. One that names no right lets nobody in.</summary>
internal sealed class RightRequirement : AuthorizationHandler<RightRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        if (context.Resource is HttpContext http && IsMet(http.GetEndpoint(), http.Features.Get<Caller>())) context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static bool IsMet(Endpoint? endpoint, Caller? caller) =>
        // What no route answers, or none by this method, is for others to say.
        endpoint is not RouteEndpoint || (endpoint.NeededRights() is { } needed && caller is not null && (needed.AnyOf.Count == 0 || !caller.Scope.IsNothing));
}

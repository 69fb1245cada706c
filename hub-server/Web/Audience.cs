using Microsoft.AspNetCore.Connections;

namespace Tongtang.HubServer.Web;

/// <summary>Whom a connection serves. It is decided once per connection, by its listener or by the name in its TLS greeting.</summary>
internal enum Audience
{
    /// <summary>People's browsers and programs with tokens.</summary>
    Pages,

    /// <summary>Classroom boxes, with client certificates.</summary>
    Agents,
}

/// <summary>Marks the connection, and the endpoints that are for boxes.</summary>
internal sealed record AudienceMark(Audience Audience);

internal static class AudienceExtensions
{
    /// <summary>The endpoint is for boxes: unreachable for pages, and it checks the caller's certificate itself.</summary>
    public static TBuilder ForAgents<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AudienceMark(Audience.Agents)).AllowAnonymous();

    public static void Mark(this BaseConnectionContext connection, Audience audience) => connection.Features.Set(new AudienceMark(audience));

    public static bool IsFromAgent(this HttpContext context) => context.Features.Get<AudienceMark>()?.Audience == Audience.Agents;

    /// <summary>Endpoints of the other audience do not exist. A connection nobody marked serves pages.</summary>
    public static IApplicationBuilder UseAudiences(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var forAgents = context.GetEndpoint()?.Metadata.GetMetadata<AudienceMark>()?.Audience == Audience.Agents;
        if (context.IsFromAgent() == forAgents) return next(context);
        context.SetEndpoint(null);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}

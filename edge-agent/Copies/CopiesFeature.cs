namespace Tongtang.EdgeAgent.Copies;

internal static class CopiesFeature
{
    public static IServiceCollection AddCopies(this IServiceCollection services) => services;

    public static void MapCopies(this IEndpointRouteBuilder app)
    {
    }
}

namespace Tongtang.HubServer.Retention;

internal static class RetentionFeature
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<RetentionRules>();
        services.AddSingleton<RetentionNights>();
        return services;
    }
}

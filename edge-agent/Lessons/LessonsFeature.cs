using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Lessons;

internal static class LessonsFeature
{
    public static IServiceCollection AddLessons(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<LessonOptions>(settings, "Lessons");
        services.AddSingleton<LessonBoard>();
        services.AddSingleton<LessonStore>();
        services.AddSingleton<LessonOrders>();
        services.AddSingleton<LessonDuties>();
        services.AddSingleton<LessonChecks>();
        services.AddSingleton<LessonReports>();
        services.AddSingleton<LessonActs>();
        services.AddSingleton<LessonTalk>();
        services.AddSingleton<LessonReader>();
        services.AddHttpForwarder();
        services.AddSingleton<LessonMedia>();
        services.AddLoop<LessonLoop>();
        return services;
    }
}

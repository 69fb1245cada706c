using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tongtang.Protocol.Settings;

/// <summary>
/// Reads one feature's section of the settings into its record of options, once, at start. Stricter than the
/// framework's binder: a name it does not know, a value it cannot read and a value out of range are all faults, and
/// all of them are told at once.
/// </summary>
/// <remarks>
/// A property may be text, a number, a boolean, an enum (lower-case words joined by dashes or as written), a
/// <see cref="TimeSpan"/> (<c>hh:mm:ss</c>), a <see cref="TimeOnly"/> (<c>hh:mm</c>), a <see cref="Uri"/>, another
/// record, or a list of these. Validation attributes and <see cref="IValidatableObject"/> are honoured.
/// </remarks>
public static class SettingsReader
{
    /// <summary>Reads the section, or its defaults when it is absent.</summary>
    /// <exception cref="SettingException">Something in the section is unknown, unreadable or not allowed.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var faults = new List<string>();
        var options = (T)ReadRecord(typeof(T), configuration.GetSection(section), section, faults);
        return faults.Count == 0 ? options : throw new SettingException(faults);
    }

    /// <summary>Reads a section that is a list, e.g. <c>Sources</c>.</summary>
    /// <exception cref="SettingException">Something in the section is unknown, unreadable or not allowed.</exception>
    public static IReadOnlyList<T> ReadList<T>(IConfiguration configuration, string section)
        where T : class
    {
        var faults = new List<string>();
        var list = (IReadOnlyList<T>)ReadList(typeof(T), configuration.GetSection(section), section, faults);
        return faults.Count == 0 ? list : throw new SettingException(faults);
    }

    /// <summary>Reads the section and registers the record as a singleton, so that features take it in their constructors.</summary>
    /// <exception cref="SettingException">Something in the section is unknown, unreadable or not allowed.</exception>
    public static T AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = Read<T>(configuration, section);
        services.AddSingleton(options);
        return options;
    }

    /// <summary>Every top-level section must belong to a feature: a misspelt section is a fault, too.</summary>
    /// <exception cref="SettingException">There is a section that no feature reads.</exception>
    public static void CheckSections(IConfiguration configuration, params IReadOnlyCollection<string> known)
    {
        var faults = configuration.GetChildren().Where(c => !known.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
            .Select(c => UnknownName(c.Key, c.Key, known)).ToList();
        if (faults.Count > 0) throw new SettingException(faults);
    }

    private static object ReadRecord(Type type, IConfigurationSection section, string path, List<string> faults)
    {
        var record = Activator.CreateInstance(type)!;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null).ToList();
        if (!string.IsNullOrEmpty(section.Value)) faults.Add($"{path} is \"{section.Value}\"; allowed: an object with {Names(properties)}");
        foreach (var child in section.GetChildren())
        {
            var name = $"{path}:{child.Key}";
            var property = properties.Find(p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null) faults.Add(UnknownName(name, child.Key, properties.ConvertAll(p => p.Name)));
            else ReadProperty(record, property, child, name, faults);
        }
        foreach (var property in properties)
        {
            if (property.IsDefined(typeof(RequiredMemberAttribute)) && !section.GetSection(property.Name).Exists()) faults.Add($"{path}:{property.Name} is missing; allowed: {SettingValue.Allowed(property.PropertyType, property)}");
            else Check(record, property, $"{path}:{property.Name}", faults);
        }
        if (record is IValidatableObject validatable)
            faults.AddRange(validatable.Validate(new ValidationContext(record)).Select(r => $"{path}: {r.ErrorMessage}"));
        return record;
    }

    private static void ReadProperty(object record, PropertyInfo property, IConfigurationSection section, string path, List<string> faults)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (ElementOf(type) is { } element) property.SetValue(record, ReadList(element, section, path, faults));
        else if (!SettingValue.IsSimple(type)) property.SetValue(record, ReadRecord(type, section, path, faults));
        else if (section.GetChildren().Any()) faults.Add($"{path} is an object or a list; allowed: {SettingValue.Allowed(type, property)}");
        else if (section.Value is null) property.SetValue(record, property.GetValue(Activator.CreateInstance(record.GetType())));
        else if (SettingValue.TryRead(type, section.Value, out var value)) property.SetValue(record, value);
        else faults.Add($"{path} is \"{section.Value}\"; allowed: {SettingValue.Allowed(type, property)}");
    }

    private static IList ReadList(Type element, IConfigurationSection section, string path, List<string> faults)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        if (!string.IsNullOrEmpty(section.Value)) faults.Add($"{path} is \"{section.Value}\"; allowed: a list");
        foreach (var child in section.GetChildren())
        {
            var name = $"{path}:{child.Key}";
            if (!int.TryParse(child.Key, out _)) faults.Add($"{name} is not an item of a list; {path} is written as [ … ]");
            else if (!SettingValue.IsSimple(element)) list.Add(ReadRecord(element, child, name, faults));
            else if (SettingValue.TryRead(element, child.Value ?? "", out var value)) list.Add(value);
            else faults.Add($"{name} is \"{child.Value}\"; allowed: {SettingValue.Allowed(element, null)}");
        }
        return list;
    }

    private static void Check(object record, PropertyInfo property, string path, List<string> faults)
    {
        var value = property.GetValue(record);
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (rule.IsValid(value)) continue;
            var allowed = rule.ErrorMessage ?? SettingValue.Allowed(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property);
            faults.Add($"{path} is \"{value}\"; allowed: {allowed}");
        }
    }

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string Names(IEnumerable<PropertyInfo> properties) => string.Join(", ", properties.Select(p => p.Name));

    private static string UnknownName(string path, string name, IReadOnlyCollection<string> known)
    {
        var near = known.Select(k => (Name: k, Distance: Spelling.Distance(k, name))).Where(k => k.Distance <= 3).OrderBy(k => k.Distance).FirstOrDefault().Name;
        var hint = near is null ? "" : $"did you mean {near}? ";
        return $"{path} is not a setting; {hint}allowed: {string.Join(", ", known)}";
    }
}

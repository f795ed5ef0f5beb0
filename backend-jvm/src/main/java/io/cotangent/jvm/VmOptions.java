package io.cotangent.jvm;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Options of the HotSpot virtual machine. */
final class VmOptions {
  private VmOptions() {}

  /** The value of an option, or what to assume where this VM does not have it. */
  static String get(String name, String otherwise) {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null ? otherwise : bean.getVMOption(name).getValue();
    } catch (RuntimeException | LinkageError e) {
      return otherwise; // another VM, or an option of another release
    }
  }
}

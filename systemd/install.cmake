# Runs at install time, because `cmake --install --prefix` decides the paths only then: puts the real ones into the
# units, which are written for /usr and /etc. An edited configuration is never overwritten.
set(bindir ${CMAKE_INSTALL_BINDIR})
cmake_path(ABSOLUTE_PATH bindir BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} NORMALIZE)
set(sysconfdir ${CMAKE_INSTALL_SYSCONFDIR})
if(CMAKE_INSTALL_PREFIX MATCHES "^/usr/?$")
  set(sysconfdir /etc) # where GNUInstallDirs puts it for this prefix
endif()
cmake_path(ABSOLUTE_PATH sysconfdir BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} NORMALIZE)

file(READ ${CMAKE_CURRENT_SOURCE_DIR}/feedd.service unit)
string(REPLACE /usr/bin/feedd ${bindir}/feedd unit "${unit}")
string(REPLACE /etc/feedd/ ${sysconfdir}/feedd/ unit "${unit}")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/feedd.service "${unit}")

set(lib ${CMAKE_INSTALL_PREFIX}/lib) # not LIBDIR: systemd knows no multiarch folders
file(INSTALL ${CMAKE_CURRENT_BINARY_DIR}/feedd.service ${CMAKE_CURRENT_SOURCE_DIR}/feedd.socket
  ${CMAKE_CURRENT_SOURCE_DIR}/feedd-https.socket
  DESTINATION ${lib}/systemd/system)
file(INSTALL ${CMAKE_CURRENT_SOURCE_DIR}/feedd.sysusers DESTINATION ${lib}/sysusers.d RENAME feedd.conf)
file(INSTALL ${CMAKE_CURRENT_SOURCE_DIR}/feedd.tmpfiles DESTINATION ${lib}/tmpfiles.d RENAME feedd.conf)
if(EXISTS $ENV{DESTDIR}${sysconfdir}/feedd/feedd.toml)
  message(STATUS "Kept: $ENV{DESTDIR}${sysconfdir}/feedd/feedd.toml")
else()
  file(INSTALL ${CMAKE_CURRENT_SOURCE_DIR}/feedd.toml DESTINATION ${sysconfdir}/feedd)
endif()
